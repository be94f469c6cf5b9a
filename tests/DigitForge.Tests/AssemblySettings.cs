
// torch uses all processors for one operation. Parallel tests would only slow one another down, and memory could not be measured.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
