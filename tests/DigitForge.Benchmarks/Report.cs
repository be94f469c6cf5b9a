using System.Globalization;
using System.Text.Json.Nodes;

namespace DigitForge.Benchmarks;

/// <summary>What a benchmark measured, and on what.</summary>
/// <param name="Subject">What was measured, in a few words.</param>
/// <param name="Measurements">The figures.</param>
internal sealed record Report(string Subject, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>A table for a console, and for a README as it is.</summary>
    public static string Table(IEnumerable<Report> reports) => string.Join('\n',
    [
        "| what | figure | value |",
        "|---|---|---:|",
        .. reports.SelectMany(report => report.Measurements.Where(figure => figure.Value is not null).Select(figure =>
            $"| {report.Subject} | {figure.Name.Replace('_', ' ')} | {Text(figure.Value!.Value)}{(figure.Unit.Length == 0 ? "" : $" {figure.Unit}")} |")),
    ]);

    /// <summary>The same as JSON: one object, the figures by name.</summary>
    public JsonObject ToJson() => new(
    [
        KeyValuePair.Create<string, JsonNode?>("subject", Subject),
        .. Measurements.Select(figure => KeyValuePair.Create<string, JsonNode?>(figure.Name, figure.Value)),
    ]);

    private static string Text(double value) => value.ToString(
        Math.Abs(value) >= 100 || double.IsInteger(value) ? "#,0" : Math.Abs(value) >= 10 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
}
