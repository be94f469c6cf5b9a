using System.Text;
using DigitForge.Checkpoints;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;
using static DigitForge.Tests.Checkpoints.SafeTensorsBytes;

namespace DigitForge.Tests.Checkpoints;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose()
    {
        folder.Dispose();
        random.Dispose();
    }

    [Fact]
    public void Every_type_comes_back_as_it_was()
    {
        using var scope = torch.NewDisposeScope();
        torch.ScalarType[] types =
            [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.@bool];
        var tensors = types.ToDictionary(type => $"{type}", type => torch.randn([3, 5], generator: random).mul(10).to(type));
        tensors["single"] = torch.full([], 7, torch.int64);
        tensors["empty"] = torch.zeros([0, 4]);
        tensors["transposed"] = torch.rand(4, 6, generator: random).t();
        var metadata = new Dictionary<string, string> { ["title"] = "naïve \"digits\" 数字\n", ["empty"] = "" };

        SafeTensorsFile.Save(folder.File("all.safetensors"), tensors, metadata);
        using var file = SafeTensorsFile.Load(folder.File("all.safetensors"));

        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(tensors.Keys.Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(tensors, pair =>
        {
            var found = file.Tensors[pair.Key];
            Assert.Equal((pair.Value.dtype, Quote.Shape(pair.Value.shape)), (found.dtype, Quote.Shape(found.shape)));
            Assert.Equal(pair.Value.contiguous().bytes.ToArray(), found.bytes.ToArray());
        });
    }

    [Fact]
    public void The_bytes_are_those_of_the_published_format()
    {
        using var scope = torch.NewDisposeScope();
        var tensors = new Dictionary<string, torch.Tensor> { ["flag"] = torch.ones([1], torch.@bool), ["b"] = torch.full([2], 1.5f), ["a"] = torch.zeros([1]) };
        SafeTensorsFile.Save(folder.File("x"), tensors, new Dictionary<string, string> { ["k"] = "v" });

        byte[] content = File.ReadAllBytes(folder.File("x"));
        string header = $$"""{"__metadata__":{"k":"v"},{{Entry("a", "F32", "1", 0, 4)}},{{Entry("b", "F32", "2", 4, 12)}},{{Entry("flag", "BOOL", "1", 12, 13)}}}""";
        int padded = (header.Length + 7) / 8 * 8;
        Assert.Equal(padded, BitConverter.ToInt64(content));
        Assert.Equal(header.PadRight(padded), Encoding.UTF8.GetString(content, 8, padded));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0xc0, 0x3f, 0, 0, 0xc0, 0x3f, 1], content[(8 + padded)..]);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_whatever_its_order()
    {
        using var scope = torch.NewDisposeScope();
        var (a, b) = (torch.zeros([3]), torch.ones([2]));
        SafeTensorsFile.Save(folder.File("one"), new Dictionary<string, torch.Tensor> { ["a"] = a, ["b"] = b });
        SafeTensorsFile.Save(folder.File("two"), new Dictionary<string, torch.Tensor> { ["b"] = b, ["a"] = a });
        Assert.Equal(File.ReadAllBytes(folder.File("one")), File.ReadAllBytes(folder.File("two")));
    }

    public static TheoryData<string, int, string> Broken => new()
    {
        { "[]", 0, "does not begin with a brace" },
        { " {}", 0, "does not begin with a brace" },
        { "{", 0, "malformed near byte 1" },
        { "{} x", 0, "malformed near byte" },
        { "{\"a\":1}", 0, "found Number in the header for 'a', expected StartObject" },
        { "{\"a\":{}}", 0, "an incomplete entry for 'a'" },
        { $"{{{Entry("a", "F7", "1", 0, 4)}}}", 4, "numbers of the type 'F7' in 'a', expected one of F64, F32" },
        { $"{{{Entry("a", "F32", "1", 0, 4)},{Entry("a", "F32", "1", 4, 8)}}}", 8, "found the tensor 'a' twice" },
        { $"{{{Entry("a", "F32", "2", 0, 8)},{Entry("b", "F32", "2", 4, 12)}}}", 12, "found 'b' at byte 4, expected 8, where the previous tensor ends: tensors overlap" },
        { $"{{{Entry("a", "F32", "1", 0, 4)},{Entry("b", "F32", "1", 8, 12)}}}", 12, "found 'b' at byte 8, expected 4, where the previous tensor ends: there is a gap" },
        { $"{{{Entry("a", "F32", "1", 4, 8)}}}", 8, "there is a gap" },
        { $"{{{Entry("a", "F32", "1", 4, 0)}}}", 4, "found 'a' at the bytes [4, 0]" },
        { $"{{{Entry("a", "F32", "1", -4, 0)}}}", 4, "a size or offset of 'a' that is not a non-negative integer" },
        { $"{{{Entry("a", "F32", "1.5", 0, 6)}}}", 6, "a size or offset of 'a' that is not a non-negative integer" },
        { $"{{{Entry("a", "F32", "3", 0, 8)}}}", 8, "found 8 bytes for 'a', expected 12 for its shape [3] of F32" },
        { $"{{{Entry("a", "F32", "9223372036854775807,4", 0, 8)}}}", 8, "expected one that fits in a file" },
        { $"{{{Entry("a", "F32", "0,9223372036854775807,9223372036854775807", 0, 0)}}}", 0, "expected one that fits in a file" },
        { $"{{{Entry("a", "F32", string.Join(',', Enumerable.Repeat("1", 33)), 0, 4)}}}", 4, "too many dimensions of 'a', expected at most 32" },
        { $"{{{Entry("a", "F32", "1", 0, 4)}}}", 5, "the file is longer than its header says" },
        { $"{{{Entry("a", "F32", "1", 0, 4)}}}", 3, "found 3 bytes of tensors, expected 4: the file is truncated" },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "found __metadata__ twice" },
        { "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "found the metadata 'a' twice" },
        { "{\"__metadata__\":{\"a\":1}}", 0, "found Number in the header for __metadata__, 'a', expected String" },
        { "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", 0, "found two types of 'a'" },
        { "{\"\\ud800\":{}}", 0, "malformed near byte" },
        { $"{{\"a\":{new string('[', 100)}", 0, "found StartArray" },
        { $"{{\"{new string('x', 1000)}\\n\":1}}", 0, $"'{new string('x', 60)}...'" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_header_that_breaks_the_format_gives_one_sentence(string header, int dataLength, string expected) =>
        RequireSentence(Build(header, dataLength), expected);

    [Fact]
    public void Bytes_that_are_no_text_give_one_sentence() =>
        RequireSentence(Build([(byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}'], 0), "malformed near byte");

    [Fact]
    public void A_truth_value_is_0_or_1() =>
        RequireSentence([.. Build($"{{{Entry("a", "BOOL", "2", 0, 2)}}}", 0), 1, 7], "found the byte 7 in 'a', expected 0 or 1");

    [Fact]
    public void A_header_longer_than_the_file_or_than_the_limit_is_refused_unread()
    {
        RequireSentence([], "found 0 bytes, expected a safetensors file");
        RequireSentence([1, 2, 3], "found 3 bytes, expected a safetensors file");
        RequireSentence([0, 1, 0, 0, 0, 0, 0, 0, (byte)'{'], "found 1 bytes, expected a header of 256");
        RequireSentence([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, (byte)'{'], "found a header of 18,446,744,073,709,551,615 bytes");
    }

    [Fact]
    public void A_file_cut_off_at_any_byte_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        SafeTensorsFile.Save(folder.File("whole"), new Dictionary<string, torch.Tensor> { ["a"] = torch.ones([9]), ["b"] = torch.ones([3], torch.uint8) });
        byte[] whole = File.ReadAllBytes(folder.File("whole"));
        for (int length = 0; length < whole.Length; length++)
            RequireSentence(whole[..length], "broken: ");
    }

    [Fact]
    public void A_header_bomb_is_refused_before_it_fills_the_memory()
    {
        string entries = string.Join(',', Enumerable.Range(0, 70_000).Select(i => Entry($"{i}", "U8", "0", 0, 0)));
        RequireSentence(Build($"{{{entries}}}", 0), "too many tensors, expected at most 65,536");
        RequireSentence(Build($"{{\"__metadata__\":{{\"a\":\"{new string('x', 9_000_000)}\"}}}}", 0), "too much text in the header");
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_place_that_cannot_be_written_are_named()
    {
        RequireRefusal(() => SafeTensorsFile.Load(folder.File("nothing-here")), "nothing-here: the file cannot be read");
        RequireRefusal(() => SafeTensorsFile.Load(folder.Path), "the file cannot be read");
        File.WriteAllText(folder.File("file"), "");
        RequireRefusal(() => SafeTensorsFile.Save(Path.Combine(folder.File("file"), "x"), new Dictionary<string, torch.Tensor>()), "x: the file cannot be written");
    }

    [Fact]
    public void What_the_format_cannot_hold_is_named()
    {
        using var scope = torch.NewDisposeScope();
        RequireRefusal(() => Save("a", torch.zeros([1], torch.complex64)), "x: found numbers of the type ComplexFloat32 in 'a', expected one of F64");
        RequireRefusal(() => Save("__metadata__", torch.zeros([1])), "x: found a tensor named __metadata__");

        void Save(string name, torch.Tensor tensor) =>
            SafeTensorsFile.Save(folder.File("x"), new Dictionary<string, torch.Tensor> { [name] = tensor });
    }

    public static TheoryData<string, byte[], string, double[]> WiderTypes => new()
    {
        { "U16", [1, 0, 0xff, 0xff], "Int32", [1, 65_535] },
        { "U32", [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], "Int64", [1, 4_294_967_295] },
        { "U64", [1, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0], "Int64", [1, 281_474_976_710_655] },
        { "I16", [1, 0, 0xff, 0xff], "Int16", [1, -1] },
        { "I8", [1, 0xff], "Int8", [1, -1] },
    };

    [Theory]
    [MemberData(nameof(WiderTypes))]
    public void A_type_that_torch_lacks_becomes_a_wider_one_with_the_same_numbers(string type, byte[] numbers, string expected, double[] values)
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        byte[] content = [.. Build($"{{{Entry("a", type, "2", 0, numbers.Length)},{Entry("one", type, "", numbers.Length, numbers.Length * 3 / 2)}}}", 0), .. numbers, .. numbers[..(numbers.Length / 2)]];
        using (var file = SafeTensorsFile.Read(new MemoryStream(content), "x"))
        using (var scope = torch.NewDisposeScope())
        {
            Assert.Equal((expected, expected), (file.Tensors["a"].dtype.ToString(), file.Tensors["one"].dtype.ToString()));
            Assert.Equal(values, file.Tensors["a"].to(torch.float64).data<double>().ToArray());
            Assert.Equal(1, file.Tensors["one"].to(torch.float64).item<double>());
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_number_that_no_type_of_torch_holds_is_named() => RequireSentence(
        [.. Build($"{{{Entry("a", "U64", "1", 0, 8)}}}", 0), .. Enumerable.Repeat((byte)0xff, 8)],
        "broken: found a number above 9,223,372,036,854,775,807 in 'a', expected none, because torch has no type for it.");

    [Fact]
    public void A_name_or_text_with_half_a_character_is_refused_before_it_becomes_another()
    {
        using var scope = torch.NewDisposeScope();
        var (one, two) = (torch.zeros([1]), torch.ones([1]));
        RequireRefusal(
            () => SafeTensorsFile.Save(folder.File("x"), new Dictionary<string, torch.Tensor> { ["\ud83d"] = one, ["\ud83e"] = two }),
            "x: found the tensor's name '?', which holds half a character, expected whole ones.");
        RequireRefusal(
            () => SafeTensorsFile.Save(folder.File("x"), new Dictionary<string, torch.Tensor> { ["a"] = one }, new Dictionary<string, string> { ["k"] = "a\ude00" }),
            "x: found the metadata 'a?', which holds half a character");
        Assert.False(File.Exists(folder.File("x")));
    }

    [Fact]
    public void A_refused_file_leaves_no_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        RequireSentence([.. Build($"{{{Entry("a", "U8", "1", 0, 1)},{Entry("b", "BOOL", "1", 1, 2)}}}", 0), 1, 7], "found the byte 7");
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private void RequireSentence(byte[] content, string expected)
    {
        string path = folder.File("broken");
        File.WriteAllBytes(path, content);
        string sentence = RequireRefusal(() => SafeTensorsFile.Load(path).Dispose(), expected);
        Assert.StartsWith("broken: ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    private static string RequireRefusal(Action action, string expected)
    {
        string sentence = Assert.Throws<CheckpointException>(action).Message;
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        return sentence;
    }
}
