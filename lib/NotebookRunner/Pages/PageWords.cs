using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>What a page says around a notebook, in the notebook's language.</summary>
/// <param name="Language">The language, as HTML names it.</param>
/// <param name="Book">The heading of the contents.</param>
/// <param name="Contents">The link to them.</param>
/// <param name="Summary">How many notebooks of how many ran in which time, and how many failed.</param>
/// <param name="NotRunYet">What is said of a notebook that is still to come.</param>
/// <param name="FailedAfter">In which code cell a notebook failed, and after which time.</param>
/// <param name="AllRan">That all cells ran, and in which time.</param>
/// <param name="Failed">Which code cell failed, and the time.</param>
internal sealed record PageWords(
    string Language,
    string Book,
    string Contents,
    string Summary,
    string NotRunYet,
    string FailedAfter,
    string AllRan,
    string Failed)
{
    private static readonly PageWords English = new(
        Language: "en",
        Book: "The book",
        Contents: "Contents",
        Summary: "{0} of {1} notebooks run in {2}, {3} failed.",
        NotRunYet: "not run yet",
        FailedAfter: "failed in code cell {0} after {1}",
        AllRan: "All cells ran, {0} in all.",
        Failed: "Code cell {0} failed, {1} in all.");

    private static readonly PageWords Chinese = new(
        Language: "zh-CN",
        Book: "全书",
        Contents: "目录",
        Summary: "共 {1} 篇笔记本，已运行 {0} 篇，用时 {2}，失败 {3} 篇。",
        NotRunYet: "尚未运行",
        FailedAfter: "第 {0} 个代码单元格出错，用时 {1}",
        AllRan: "所有单元格都已运行，共用时 {0}。",
        Failed: "第 {0} 个代码单元格出错，共用时 {1}。");

    /// <summary>The words for a notebook; its folder says which language it is in.</summary>
    public static PageWords For(Notebook notebook) => Path.GetFileName(notebook.Folder) == SeriesFolder.Chinese ? Chinese : English;
}
