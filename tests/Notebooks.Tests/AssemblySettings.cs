// With two processors, two notebooks run at a time, with one thread each. That is faster than one notebook with two threads, because starting,
// compiling and drawing use only one.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All)]

// All tests share one run of each notebook, and one browser.
[assembly: Xunit.AssemblyFixture(typeof(Notebooks.Tests.BookFixture))]
[assembly: Xunit.AssemblyFixture(typeof(Notebooks.Tests.Browser.BrowserFixture))]
