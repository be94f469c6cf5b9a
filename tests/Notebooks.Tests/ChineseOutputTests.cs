using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The output of the Chinese edition's cells is Chinese: printed lines, charts, tables, hints, and descriptions of pictures.</summary>
public sealed partial class ChineseOutputTests(BookFixture book)
{
    // Names of code, products and papers that no other list contains.
    private const double MaxShare = 0.03;

    public static TheoryData<string> Names => Series.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Under_three_in_a_hundred_words_are_English(string name)
    {
        string page = await File.ReadAllTextAsync(await book.SolvedPageAsync(name), TestContext.Current.CancellationToken);
        string shown = Shown(page);

        Assert.InRange(ChineseWords(shown), 50, int.MaxValue);
        Assert.True(Share(shown) < MaxShare, string.Create(CultureInfo.InvariantCulture, $"{Share(shown):P1}: {string.Join(", ", EnglishWords(shown))}"));
        Assert.DoesNotMatch(@"\d %", shown);
    }

    [Theory]
    [InlineData("迭代次数 iteration", 1)]
    [InlineData("用 TorchSharp 训练 GAN：损失是 `loss`，见 data/mnist", 0)]
    [InlineData("The losses of both networks", 5)]
    public void It_knows_an_English_word(string text, int count) => Assert.Equal(count, EnglishWords(text).Count);

    [Fact]
    public void A_Chinese_word_has_two_characters() => Assert.Equal(0.5, Share("迭代 iteration"), precision: 6);

    private static double Share(string text) => (double)EnglishWords(text).Count / Math.Max(1, EnglishWords(text).Count + ChineseWords(text));

    // A Chinese word has about two characters.
    private static int ChineseWords(string text) => text.Count(letter => letter is >= '\u4e00' and <= '\u9fff') / 2;

    private static List<string> EnglishWords(string text) => [.. Word.Matches(Name.Replace(text, " ")).Select(word => word.Value)];

    private static string Shown(string page)
    {
        using var document = new HtmlParser().ParseDocument(page);
        return string.Join('\n', document.QuerySelectorAll("section.code > :not(.source)").SelectMany(Texts));
    }

    private static IEnumerable<string> Texts(IElement output)
    {
        foreach (var unseen in output.QuerySelectorAll("script, style, iframe").ToList())
            unseen.Remove();
        return new[] { output.TextContent }.Concat(output.QuerySelectorAll("*").SelectMany(part => Spoken.Select(part.GetAttribute)).OfType<string>());
    }

    private static readonly string[] Spoken = ["alt", "title", "aria-label"];

    [GeneratedRegex(@"[A-Za-z]{2,}('[a-z]+)?")]
    private static partial Regex Word { get; }

    // Code in backticks, files and addresses; names of code by their form, such as mixNorm, dense1 and norm.weight; then those of layers, products,
    // papers, people, data sets and measures.
    [GeneratedRegex(@"`[^`]*`|https?://\S+|[\w.\-]*[/\\][\w./\\\-]+|\b[\w\-]+\.(cs|dll|json|md|html|png|gif|svg|webp|onnx|pth|py|safetensors|ipynb|csx|gz)\b"
        + @"|\b\w*[a-z][A-Z]\w*|\b[A-Za-z]\w*\d\w*|\b[A-Za-z]\w*([._]\w+)+"
        + @"|(?<![A-Za-z])(Linear|Flatten|Unflatten|Sigmoid|Sequential|Euler|Midpoint|null|True|False|TorchSharp|PyTorch|torch|libtorch|OpenMP|DigitForge|MNIST|Fashion|Keras|TensorFlow|NumPy|GAN|VAE|ELBO|EMA|ReLU|Leaky|Adam|Transformer|gzip|FID|Inception|ONNX|NET|VS|Code|JupyterLab|SDK|SHA|CPU|GB|MB|KB|ID|logit|sigmoid|ln|gamma|beta|variation|cpu)(?![A-Za-z])")]
    private static partial Regex Name { get; }
}
