/** The two parts of the traffic that a run compares: faults aimed at one of them leave the other alone. */
export const COHORTS = ['treatment', 'control'] as const
export type Cohort = (typeof COHORTS)[number]
