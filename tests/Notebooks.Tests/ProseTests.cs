using System.Text.RegularExpressions;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Words that readers stumbled over, or that mean two things in this series, do not come back. Words in code are exempt.</summary>
public sealed class ProseTests
{
    // A space in a pattern matches any white space, so that a phrase is found across line ends. Matching ignores case.
    private static readonly Rejected[] English =
    [
        // The field's own word, always the same.
        new(@"\b(the|its|that|this|same|cut-off) chance\b(?! to\b)|\ba chance (of|that|so|smaller|below|above|in|between|p)\b|\bchances\b", "probability"),
        new(@"\b(sixteen|16|hundred|5,000|10,000|the|new|same|all|many|quiet|halved|different|those|these|of two|follow) seeds\b(?! \d)|\b(one|single|each|first|a|every) seed (gives|draws|twice|at a time|through|like any|has \d)|\bfrom (one )?seed to\b|\bor \*\*seed\*\*|\bseeds that (are|come)\b", "noise, or latent vector (a seed starts the random numbers)"),
        new(@"\bbends?\b", "activation function (a noun), applies an activation function"),
        new(@"\bweights? and (a |the |one )?constants?\b|\b(forget|but|sets) the constants\b|\bconstants (stay|go|has|have)\b", "bias"),
        new(@"\bfore(tells?|told|telling)\b", "predict"),
        new(@"\bnoughts?\b", "zero, or 0"),
        new(@"\bplaces behind the (decimal )?point\b", "decimal places"),

        // The article has its own steps; see its chapters.
        new(@"\bstep \d+ of the article\b(?!'s)", "the step's number within its chapter: step 3 of its chapter on building"),
        new(@"\bin Keras, this step of the article is\b", "what the article does, with its own names and arguments"),
        new(@"\bthose underscores\b", "nothing: the article has no underscores"),
        new(@"\bsame lines, no error\b", "that Keras 3 warns: the model has no trainable weights"),

        // Plain English: subject, verb, object.
        new(@"\bmend(s|ed|ing)?\b", "fix, repair"),
        new(@"\bhow many [^.?!]{1,60} ha(s|ve) (it|they|he|she|the [a-z]+)\b", "how many ... does it have"),
        new(@"\bwhat is to (learn|be learned) from\b", "what learns from them"),
        new(@"\bas the seed will have it\b", "depending on its random start"),
        new(@"\bcomes? from nowhere\b", "if you are starting here"),
        new(@"\bcannot help but\b", "is built in, always"),
        new(@"\bzeros else\b", "zeros elsewhere"),
        new(@"\bit has nowhere\b|\bis nowhere written\b|\bstand nowhere in\b|\bare nowhere perfect\b", "the usual order of words: it has it nowhere"),
        new(@"\bfor ever\b", "forever"),
        new(@"(?<=\A|\n\n|[.;:]\s)who \w+s\b[^.?!:]*[.:]", "a subject: if you want ..., those who ..."),
        new(@"\bstands in a cell of its own\b", "has its own cell"),
        new(@"\bputs in (its|their) place\b", "loads them instead"),
        new(@"\b(is|are) (not )?taken in\b", "is fooled"),
        new(@"\bthrown together at random\b", "random"),
        new(@"\bis more than saved\b", "saves more than it costs"),
        new(@"\bha(s|ve) a name for\b", "is known to be"),
        new(@"\bwrite more oddly\b", "handwriting varies more"),
        new(@"\bgoes even above\b", "even exceeds"),
        new(@"\bare all the bytes for\b", "which layers use most of the bytes"),
        new(@"\bon more processes than\b", "on several processes or machines"),
        new(@"\blose the hand\b", "lose the handwriting"),
        new(@"\bwe should call\b", "we would call"),
        new(@"\bthis generator could not have drawn\b", "it could not have drawn"),
        new(@"\bwe shall take apart\b", "first we take it apart"),
        new(@"\b(the oldest word|half of what we know)\b", "only what a source says"),
        new(@"\bthe change of the question\b", "telling it which digit to draw"),
        new(@"\bloss of a fake that gets\b", "the loss of a fake with the probability p"),
    ];

    private static readonly Rejected[] Chinese =
    [
        // Terms that the glossary's test cannot judge without the words around them.
        new("(?<!随机)种子", "随机种子；生成器的输入写“噪声”或“潜在向量”"),
        new("“弯”|弯一下|拐个弯|“拐弯”", "激活函数"),
        new("权重[和、与](一个|各个)?常数|忘了(那些)?常数|每个(数|输出)[^。]{0,12}一个常数", "偏置"),
        new("(?<!又译)模式崩溃", "模式坍塌"),
        new("数字的散度", "数字分布的散度"),
        new(@"笔记本\s?\d+", "第 N 篇"),
        new(@"[A-Za-z]\s?等\s?[（(]", "等人（2014）"),

        // Sentences for which there are better ones.
        new("混在例子里也不奇怪", "混进例子里也看不出破绽"),
        new("自己选自己的", "每个像素各取各的值"),
        new("跟着乘积走", "参数量约为输入数与输出数之积"),
        new("被自己的墨迹出卖", "打乱的数字会露馅"),
        new("随机种子的脸色", "取决于随机种子"),
        new("比分可不管", "比分说明不了图的好坏"),
        new("都是无主的", "途中这些形状谁也没画过"),
        new("就只有一票", "每个球只算一票"),
        new("最后改问法", "最后改任务"),
        new("少问一个“是不是”", "少问一个是非题"),
        new("开局输得最慢", "哪种开局输得慢些"),
        new("读歪了", "走样的写法"),
        new("训练时的老灰", "训练初期的“灰尘”"),
        new("迈步变小", "按步幅缩小"),
        new("同样的药方", "同样的办法"),
        new("噪声能跑多远", "variation 是噪声的倍数"),
        new("把随机性请到一边", "把随机性移到外面"),
        new("划了一个界", "给出下界"),

        // Typography.
        new(@"\d %", "55%，数字和百分号之间不空格"),
        new(@"\d\s?x\s?\d", "×"),
        new(@"\*\*下一篇：\*\*\[", "**下一篇：** [，中间空一格"),
        new(@"(?<!\*)\*(?![*\s])[^*]*(?<!\s)\*(?!\*)", "**粗体**：中文没有斜体", WithChinese: true),
    ];

    public static TheoryData<string> EnglishPaths => [.. Prose.EnglishPaths];

    public static TheoryData<string> ChinesePaths => [.. Prose.ChinesePaths];

    [Theory]
    [MemberData(nameof(EnglishPaths))]
    public void The_English_is_plain_and_has_one_word_for_one_thing(string path) => AssertNone(path, English);

    [Theory]
    [MemberData(nameof(ChinesePaths))]
    public void The_Chinese_is_plain_and_has_one_word_for_one_thing(string path) => AssertNone(path, Chinese);

    [Theory]
    [InlineData("How many parameters\n has it?", "how many ... does it have")]
    [InlineData("one that gets the chance p", "probability")]
    [InlineData("What it draws of the same sixteen seeds.", "noise, or latent vector (a seed starts the random numbers)")]
    [InlineData("it has to be mended", "fix, repair")]
    [InlineData("Read on. Who wants less skips this.", "a subject: if you want ..., those who ...")]
    [InlineData("*Step 3 of the article: build it.*", "the step's number within its chapter: step 3 of its chapter on building")]
    public void A_phrase_is_found_wherever_its_lines_end(string text, string write) => Assert.Equal([write], Found(text, English).Select(found => found.Write));

    [Theory]
    [InlineData("The runs of three seeds, by chance, get a chance to recommend themselves. Who wins?")]
    [InlineData("`mend()` and\n\n```csharp\nvar noughts = bend;\n```\n\n[zero](#bends)")]
    public void What_is_right_or_code_is_not_found(string text) => Assert.Empty(Found(text, English));

    [Theory]
    [InlineData("占 55 % 的图", "55%，数字和百分号之间不空格")]
    [InlineData("这叫*直方图*：", "**粗体**：中文没有斜体")]
    [InlineData("*同样的 16 份噪声（潜在向量）*画出了", "**粗体**：中文没有斜体")]
    [InlineData("四个种子", "随机种子；生成器的输入写“噪声”或“潜在向量”")]
    public void A_Chinese_phrase_is_found(string text, string write) => Assert.Equal([write], Found(text, Chinese).Select(found => found.Write));

    [Theory]
    [InlineData("三个随机种子，55%，**粗体**字 *italic*，中文 *again*，**再来**一次，3 * 4 * 5 = 60")]
    [InlineData("`x = \"种子\"`，28 × 28，Goodfellow 等人（2014）")]
    public void What_is_right_in_Chinese_is_not_found(string text) => Assert.Empty(Found(text, Chinese));

    private static void AssertNone(string path, Rejected[] rejected)
    {
        string[] found = [.. Prose.In(path).SelectMany(part => Found(part.Text, rejected).Select(one => $"{path} {Place(part, one.At)}: found \"{one.Phrase}\", write: {one.Write}"))];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private static IEnumerable<(int At, string Phrase, string Write)> Found(string markdown, Rejected[] rejected)
    {
        string text = Prose.WithoutCode(markdown);
        return rejected.SelectMany(one => one.In(text).Select(match => (match.Index, match.Value.ReplaceLineEndings(" "), one.Write))).OrderBy(one => one.Index);
    }

    private static string Place((string Id, string Text) part, int at) =>
        part.Id.Length > 0 ? part.Id : FormattableString.Invariant($"line {part.Text.AsSpan(0, at).Count('\n') + 1}");

    /// <summary>A word or phrase that readers stumbled over.</summary>
    /// <param name="Pattern">The pattern that finds it.</param>
    /// <param name="Write">What to write instead.</param>
    /// <param name="WithChinese">Whether only matches that contain Chinese count.</param>
    private sealed record Rejected(string Pattern, string Write, bool WithChinese = false)
    {
        private readonly Regex pattern = new(Pattern.Replace(" ", @"\s+", StringComparison.Ordinal), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        public IEnumerable<Match> In(string text) => pattern.Matches(text).Where(match => !WithChinese || match.Value.Any(letter => letter is >= '\u4e00' and <= '\u9fff'));
    }
}
