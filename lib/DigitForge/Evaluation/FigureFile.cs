using System.Text.Json;
using DigitForge.Runtime;

namespace DigitForge.Evaluation;

/// <summary>The figures of many runs in one JSON file, which grows run by run: what is in it need not be measured again.</summary>
public sealed class FigureFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string path;
    private readonly List<ModelFigures> rows;

    private FigureFile(string path, List<ModelFigures> rows)
    {
        this.path = path;
        this.rows = rows;
    }

    /// <summary>The runs, in the order in which they were added.</summary>
    public IReadOnlyList<ModelFigures> Rows => rows;

    /// <summary>Opens a file, or begins a new one where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="EvaluationException">The file is damaged.</exception>
    public static FigureFile Open(string path)
    {
        try
        {
            return new FigureFile(path, File.Exists(path) ? JsonSerializer.Deserialize<List<ModelFigures>>(File.ReadAllText(path), Readable) ?? [] : []);
        }
        catch (JsonException damage)
        {
            throw new EvaluationException($"{path}: found no list of figures in line {damage.LineNumber + 1}; expected the file as it was written, or none.");
        }
    }

    /// <summary>Whether a run's figures are known.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="seed">The run's seed.</param>
    public bool Has(string model, int seed) => rows.Any(row => row.Model == model && row.Seed == seed);

    /// <summary>Adds a run and writes the file, whole or not at all.</summary>
    /// <param name="row">The run's figures.</param>
    public void Add(ModelFigures row)
    {
        rows.Add(row);
        WholeFile.Write(path, beside => File.WriteAllText(beside, JsonSerializer.Serialize(rows, Readable) + "\n"));
    }
}
