using System.Net;
using System.Text;
using DigitForge.Display;

namespace DigitForge.Teaching;

/// <summary>What a machine check found: a table in a notebook, lines on a console.</summary>
/// <param name="Findings">The findings, in the order of the check.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record MachineReport(IReadOnlyList<Finding> Findings) : IHtmlView
{
    private const string Cell = "padding:3px 10px 3px 0;vertical-align:top;text-align:left;border-bottom:1px solid #8884";

    /// <summary>Whether nothing stands in the way. Remarks do not.</summary>
    public bool IsReady => Findings.All(finding => finding.Kind != FindingKind.Trouble);

    /// <inheritdoc/>
    public string ToHtml()
    {
        var html = new StringBuilder("""<table style="border-collapse:collapse;text-align:left"><tbody>""");
        foreach (var finding in Findings)
        {
            string mend = finding.Mend.Length == 0 ? "" : $"<br><strong>{Escape(finding.Mend)}</strong>";
            html.Append($"""<tr><td style="{Cell};color:{Colour(finding.Kind)};font-weight:bold" title="{finding.Kind}">{Escape(finding.Sign)}</td>""");
            html.Append($"""<th scope="row" style="{Cell}">{Escape(finding.Subject)}</th>""");
            html.Append($"""<td style="{Cell}">{Escape(finding.Found)}{mend}</td></tr>""");
        }

        return html.Append($"</tbody></table><p>{Escape(Summary)}</p>").ToString();
    }

    /// <summary>A line for each finding, and the sum.</summary>
    public override string ToString() => string.Join('\n', [.. Findings.Select(finding => finding.ToString()), Summary]);

    private string Summary => Findings.Count(finding => finding.Kind == FindingKind.Trouble) switch
    {
        0 => "This machine is ready.",
        1 => "One thing to mend first. Mend it, then run this cell again.",
        var many => $"{many} things to mend first. Mend them from the top, then run this cell again.",
    };

    private static string Colour(FindingKind kind) => kind switch
    {
        FindingKind.Fine => "#009e73",
        FindingKind.Remark => "#b07800",
        _ => "#d55e00",
    };

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
