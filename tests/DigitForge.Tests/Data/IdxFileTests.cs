using DigitForge.Data;
using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_raw_file_gives_its_dimensions_and_values()
    {
        var array = IdxFile.Read(Save("raw", IdxBytes.Counting(2, 3, 4)));

        Assert.Equal([2, 3, 4], array.Dimensions);
        Assert.Equal([.. Enumerable.Range(0, 24).Select(i => (byte)i)], array.Values);
        Assert.Equal("2 x 3 x 4", array.Shape);
    }

    [Fact]
    public void A_gzipped_file_is_recognised_whatever_its_name() =>
        Assert.Equal(24, IdxFile.Read(Save("packed", IdxBytes.Gzip(IdxBytes.Counting(2, 3, 4)))).Values.Length);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("nothing-here", Refusal(folder.File("nothing-here")), StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { }, "found 0 bytes")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4e, 0x47 }, "found the first bytes 89 50, expected 00 00")]
    [InlineData(new byte[] { 0, 0, 0x0d, 1, 0, 0, 0, 0 }, "type 0d, expected 08")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "found 0 dimensions")]
    [InlineData(new byte[] { 0, 0, 8, 9 }, "found 9 dimensions")]
    [InlineData(new byte[] { 0, 0, 8, 3, 0, 0, 0, 1 }, "expected a header of 16")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 5, 1, 2 }, "found 2 values, expected 5 (5): the file is truncated")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 1, 2 }, "found 2 values, expected 1 (1): the file is longer")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff }, "larger than 2 GB")]
    public void A_file_that_is_not_whole_IDX_gives_one_sentence(byte[] content, string expected)
    {
        string refusal = Refusal(Save("broken.idx", content));

        Assert.StartsWith("broken.idx: ", refusal, StringComparison.Ordinal);
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Fact]
    public void A_gzipped_file_cut_off_anywhere_is_refused()
    {
        byte[] whole = IdxBytes.Gzip(IdxBytes.Counting(50, 28, 28));
        for (int length = 2; length < whole.Length; length += 97)
            Assert.Contains("cut.gz: ", Refusal(Save("cut.gz", whole[..length])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzipped_file_with_one_wrong_byte_is_never_read_as_other_pixels()
    {
        byte[] content = IdxBytes.Counting(20, 28, 28);
        byte[] whole = IdxBytes.Gzip(content);
        for (int at = 10; at < whole.Length; at += 31)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            string path = Save("damaged.gz", damaged);
            var failure = Record.Exception(() => Assert.Equal(content[16..], IdxFile.Read(path).Values));
            Assert.True(failure is null or OneSentenceException, $"byte {at}: {failure}");
        }
    }

    [Fact]
    public void The_sentence_is_all_that_a_notebook_shows()
    {
        var refusal = Assert.Throws<OneSentenceException>(() => IdxFile.Read(Save("empty", [])));
        Assert.Equal(refusal.Message, refusal.ToString());
    }

    private static string Refusal(string path) => Assert.Throws<OneSentenceException>(() => IdxFile.Read(path)).Message;

    private string Save(string name, byte[] content)
    {
        string path = folder.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
