// Notebooks train networks, each on all processors.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

// One run of each notebook serves all tests, and so does one browser.
[assembly: Xunit.AssemblyFixture(typeof(Notebooks.Tests.BookFixture))]
[assembly: Xunit.AssemblyFixture(typeof(Notebooks.Tests.Browser.BrowserFixture))]
