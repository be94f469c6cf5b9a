using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookRunner.Documents;

/// <summary>
/// The parameters of a notebook: the variables of the cell tagged <c>parameters</c>, as in papermill. A comment
/// <c>// quick: 300</c> behind one is its value for a quick run.
/// </summary>
internal static partial class Parameters
{
    /// <summary>The tag of the cell that <see cref="Inject"/> adds.</summary>
    public const string InjectedTag = "injected-parameters";

    private const string Tag = "parameters";

    /// <summary>Reads a notebook's parameters; none where it has no such cell.</summary>
    public static IReadOnlyList<Parameter> Read(Notebook notebook) => Cell(notebook) is { } cell ? [.. Parse(cell.Source)] : [];

    /// <summary>Adds a cell behind the tagged one that assigns other values.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="quick">Whether a parameter without a chosen value takes its quick one.</param>
    /// <param name="chosen">Values by name; names that the notebook does not have are passed over.</param>
    /// <exception cref="ReaderException">A value is not of its parameter's type.</exception>
    public static void Inject(Notebook notebook, bool quick, IReadOnlyDictionary<string, string> chosen)
    {
        var assignments = Read(notebook)
            .Select(parameter => (parameter, text: chosen.GetValueOrDefault(parameter.Name) ?? (quick ? parameter.Quick : null)))
            .Where(pair => pair.text is not null)
            .Select(pair => pair.parameter.Assign(pair.text!))
            .ToList();
        if (assignments.Count > 0)
            notebook.InsertAfter(Cell(notebook)!, NotebookCell.NewCode(InjectedTag, string.Join('\n', assignments), InjectedTag));
    }

    private static NotebookCell? Cell(Notebook notebook) =>
        notebook.CodeCells.FirstOrDefault(cell => cell.Tags.Contains(Tag));

    private static IEnumerable<Parameter> Parse(string source)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script);
        var declarations = CSharpSyntaxTree.ParseText(source, options).GetRoot().DescendantNodes().OfType<FieldDeclarationSyntax>();
        foreach (var declaration in declarations)
        {
            var quick = QuickComment.Match(declaration.GetTrailingTrivia().ToString());
            foreach (var variable in declaration.Declaration.Variables)
            {
                if (ConstantValue(variable.Initializer?.Value) is { } value)
                    yield return new Parameter(variable.Identifier.Text, value, quick.Success ? quick.Groups[1].Value : null);
            }
        }
    }

    private static object? ConstantValue(ExpressionSyntax? expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax literal } =>
            literal.Token.Value switch { int whole => -whole, double number => -number, _ => null },
        _ => null,
    };

    [GeneratedRegex(@"//.*\bquick:\s*(\S+)")]
    private static partial Regex QuickComment { get; }
}

/// <summary>A value that a notebook lets its caller choose.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Default">The value in the notebook: a number, a string or a boolean.</param>
/// <param name="Quick">The text of the value for a quick run; null where it is the default.</param>
internal sealed record Parameter(string Name, object Default, string? Quick)
{
    /// <summary>A C# assignment of another value, of the type that the notebook's value has.</summary>
    /// <exception cref="ReaderException">The text is not such a value.</exception>
    public string Assign(string text)
    {
        string plain = text.Replace("_", "", StringComparison.Ordinal);
        string? literal = Default switch
        {
            int when int.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole) =>
                whole.ToString(CultureInfo.InvariantCulture),
            double when double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) =>
                number.ToString("R", CultureInfo.InvariantCulture),
            bool when bool.TryParse(text, out bool truth) => truth ? "true" : "false",
            string => SymbolDisplay.FormatLiteral(text, quote: true),
            _ => null,
        };
        return literal is null
            ? throw new ReaderException(FormattableString.Invariant($"The parameter {Name} is '{text}'; expected {Expected}, as in {Name}={Default}."))
            : $"{Name} = {literal};";
    }

    private string Expected => Default switch
    {
        int => "a whole number",
        double => "a number",
        bool => "true or false",
        _ => "text",
    };
}
