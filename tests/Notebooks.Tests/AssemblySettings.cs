// Two notebooks at a time where there are two processors, each with one thread: that is faster than one with two threads, because starting,
// compiling and drawing use one.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All)]

// One run of each notebook serves all tests, and so does one browser.
[assembly: Xunit.AssemblyFixture(typeof(Notebooks.Tests.BookFixture))]
[assembly: Xunit.AssemblyFixture(typeof(Notebooks.Tests.Browser.BrowserFixture))]
