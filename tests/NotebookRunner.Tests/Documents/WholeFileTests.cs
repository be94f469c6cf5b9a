using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Documents;

public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Two_writers_of_one_file_do_not_disturb_each_other()
    {
        string path = folder.File("sub/file.txt");
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => WholeFile.Write(path, new string((char)('a' + (i % 26)), 10_000)));
        Assert.Single(File.ReadAllText(path).Distinct());
        Assert.Equal([path], Directory.GetFiles(folder.File("sub")));
    }

    [Fact]
    public void What_cannot_be_written_is_named_and_nothing_half_written_stays()
    {
        Directory.CreateDirectory(folder.File("taken/inner"));
        var refusal = Assert.Throws<OneSentenceException>(() => WholeFile.Write(folder.File("taken"), "text"));
        Assert.StartsWith($"{folder.File("taken")} cannot be written: ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([folder.File("taken")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_reason_does_not_name_the_temporary_file()
    {
        Assert.Equal("No space left on device", WholeFile.Reason(new IOException("No space left on device : '/book/a.html.x7f.part'")));
        Assert.Equal("access is denied", WholeFile.Reason(new UnauthorizedAccessException("Access to the path '/book/a.html.x7f.part' is denied.")));
        Assert.Equal("The file is in use", WholeFile.Reason(new IOException("The file is in use.")));
    }

    [Fact]
    public void A_folder_is_made_and_tried_and_left_empty()
    {
        WholeFile.RequireWritable(folder.File("new/book"));
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("new/book")));

        File.WriteAllText(folder.File("file"), "");
        var refusal = Assert.Throws<OneSentenceException>(() => WholeFile.RequireWritable(folder.File("file/book")));
        Assert.StartsWith($"Files cannot be written to the folder {folder.File("file/book")}: ", refusal.Message, StringComparison.Ordinal);
    }
}
