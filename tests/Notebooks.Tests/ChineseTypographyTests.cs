using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NotebookRunner.Documents;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The Chinese edition's prose is set as a Chinese publisher sets it. It is checked as it is read: without the marks of links and emphasis.</summary>
public sealed class ChineseTypographyTests
{
    private const string Han = @"\u3400-\u9fff";
    private const string Marks = "，。：；？！、“”‘’（）《》";

    private const string Percent = "55%: no space before the percent sign";
    private const string Quotes = "“中文”: no straight quotes beside Chinese";
    private const string Apart = "中文 abc 123 中文: a space between Chinese and letters, digits or code";
    private const string Tight = "中文，abc：no space beside a full-width mark";
    private const string Together = "no space within Chinese";
    private const string FullWidth = "，；：？！: full-width marks beside Chinese";
    private const string Italics = "**中文**: bold, since Chinese has no italics";
    private const string Stars = "**中文** 。: stars that open or close nothing, because of what stands beside them";

    // Stands behind bold text that ends with a mark: without the space that follows, its stars could not close.
    private const string AfterBoldMark = "\u2060";

    // Stands for a piece of code, whatever is in it.
    private const string Letter = "x";

    private static readonly (string Write, Regex Pattern)[] Rejected =
    [
        (Percent, new Regex(@"\d[ \u00a0]%")),
        (Quotes, new Regex($"[{Han}{Marks}]\"|\"[{Han}{Marks}]")),
        (Apart, new Regex($"[{Han}][-−]?[A-Za-z0-9]|[A-Za-z0-9%][{Han}]")),
        (Tight, new Regex($@"[ \u00a0][{Marks}]|[{Marks}][ \u00a0]")),
        (Together, new Regex($@"[{Han}][ \u00a0]+[{Han}]")),
        (FullWidth, new Regex($"[{Han}][,;:?!]|[,;:?!][{Han}]")),
        (Stars, new Regex(@"\*\*")),
    ];

    // The rules of CommonMark, and tables: what editors and code hosts read.
    private static readonly MarkdownPipeline Rules = new MarkdownPipelineBuilder().UsePipeTables().Build();

    public static TheoryData<string> Names => Series.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_notebook_is_set_by_the_rules(string name)
    {
        string[] faults = [.. Notebook.Load(Series.ChinesePathOf(name)).Cells.Where(cell => cell.Kind == CellKind.Markdown)
            .SelectMany(cell => Faults(cell.Source).Select(fault => $"{cell.Id}: found \"{fault.Found}\", write {fault.Write}"))];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("占 55 % 的图", Percent)]
    [InlineData("他说\"好\"", Quotes)]
    [InlineData("共3 个", Apart)]
    [InlineData("共 **3**个", Apart)]
    [InlineData("降了-3 度", Apart)]
    [InlineData("占 55%的图", Apart)]
    [InlineData("用`Adam` 训练", Apart)]
    [InlineData("`生`后面", Apart)]
    [InlineData("见[PyTorch](https://pytorch.org) 的网站", Apart)]
    [InlineData("训练 ，再画", Tight)]
    [InlineData("训练， 再画", Tight)]
    [InlineData("训练（ 再画）", Tight)]
    [InlineData("训练 再画", Together)]
    [InlineData("训练\n再画", Together)]
    [InlineData("训练,再画", FullWidth)]
    [InlineData("这叫*直方图*。", Italics)]
    [InlineData("| 列 |\n|---|\n| _直方图_ |", Italics)]
    [InlineData("- **先预测，再运行。**然后再看", Stars)]
    [InlineData("![共3 张图](images/a.svg)", Apart)]
    public void A_fault_is_found(string markdown, string write) => Assert.Equal([write], Faults(markdown).Select(fault => fault.Write).Distinct());

    [Theory]
    [InlineData("**先预测，再运行。** 60,000 张图里，55% 是 3；用 `Adam`，学习率 `lr` 是 1e-3。")]
    [InlineData("**下一篇：** [5. 训练](05-train.ipynb)。还有 *generative*，“**3** 个”，[第 6 篇](06-visualize.ipynb)会讲，`生` 后面")]
    [InlineData("> （均值之差）² +（标准差之差）²\n\n3 * 4 * 5，*Deep Learning*（2016），3:1")]
    [InlineData("<details><summary>点击展开答案</summary>\n\n```csharp\nvar x = \"中文\" ;  // 占 55 %的**图\n```\n\n</details>")]
    [InlineData("| 列 | 最好 |\n|---|---|\n| `real` | **100%** |")]
    public void What_is_right_is_not_found(string markdown) => Assert.Empty(Faults(markdown));

    private static IEnumerable<(string Found, string Write)> Faults(string markdown)
    {
        foreach (var block in Markdown.Parse(markdown, Rules).Descendants<LeafBlock>())
        {
            if (block.Inline is not { } inlines)
                continue;
            string text = ReadAll(inlines).Trim();
            foreach (var (write, pattern) in Rejected)
            {
                foreach (Match match in pattern.Matches(text))
                    yield return (Around(text, match), write);
            }

            foreach (var emphasis in inlines.Descendants<EmphasisInline>().Where(emphasis => emphasis.DelimiterCount == 1))
            {
                string italic = ReadAll(emphasis);
                if (italic.Any(IsChinese))
                    yield return (italic, Italics);
            }
        }
    }

    // What a reader reads. An alternative text stands on a line of its own.
    private static string Read(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline or AutolinkInline => Letter,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        LineBreakInline line => line.IsHard ? "\n" : " ",
        LinkInline { IsImage: true } picture => $"\n{ReadAll(picture)}\n",
        EmphasisInline { DelimiterCount: > 1 } bold => WithItsEnd(ReadAll(bold)),
        ContainerInline container => ReadAll(container),
        _ => "",
    };

    private static string ReadAll(ContainerInline container) => string.Concat(container.Select(Read));

    private static string WithItsEnd(string bold) => bold.Length > 0 && Marks.Contains(bold[^1], StringComparison.Ordinal) ? bold + AfterBoldMark : bold;

    private static bool IsChinese(char letter) => letter is >= '\u3400' and <= '\u9fff';

    private static string Around(string text, Match match) =>
        text[Math.Max(0, match.Index - 12)..Math.Min(text.Length, match.Index + match.Length + 12)];
}
