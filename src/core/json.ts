/** Plain data: what a dose, a fact and a report are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
