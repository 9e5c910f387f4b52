import { bareEnvironment } from './cli.js'
import { runProgram } from './run-program.js'

/** Runs a command on a terminal of a given width, made by python3's pty module: types when asked, prints what it wrote. */
const SCRIPT = `
import fcntl, json, os, pty, select, signal, struct, sys, termios, time
columns, limit, typing = int(sys.argv[1]), float(sys.argv[2]), json.loads(sys.argv[3])
said = ''
pid, fd = pty.fork()
if pid == 0:
    time.sleep(0.3)
    os.execvp(sys.argv[4], sys.argv[4:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40 if columns else 0, columns, 0, 0))
end = time.time() + limit
while time.time() < end:
    if not select.select([fd], [], [], 0.2)[0]: continue
    try: data = os.read(fd, 65536)
    except OSError: break
    if not data: break
    sys.stdout.buffer.write(data)
    said += data.decode(errors='replace')
    if typing and typing[0]['at'] in said: os.write(fd, typing.pop(0)['keys'].encode())
else:
    os.kill(pid, signal.SIGKILL)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.buffer.flush()
sys.exit(status if status >= 0 else 255)
`

interface Size {
  readonly columns: number
  readonly limitSeconds: number
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What is typed, one after the other, each once the command has written some text. */
  readonly typing?: readonly { readonly at: string; readonly keys: string }[]
}

export const onTerminal = async (command: readonly string[], size: Size) => {
  const { columns, limitSeconds, cwd, typing = [] } = size
  const args = ['-c', SCRIPT, String(columns), String(limitSeconds), JSON.stringify(typing), ...command]
  const env = { ...bareEnvironment(), TERM: 'xterm', LANG: 'C.UTF-8', ...size.env }
  const timeoutMs = (limitSeconds + 30) * 1_000
  const { code, stdout, stderr } = await runProgram(['python3', ...args], { cwd, env, timeoutMs })
  return { code, output: stdout + stderr }
}
