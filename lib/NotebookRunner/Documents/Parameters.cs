using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookRunner.Documents;

/// <summary>
/// The parameters of a notebook: the variables of the cell tagged <c>parameters</c>, as in papermill. A comment
/// <c>// quick: 300</c> behind one is its value for a quick run.
/// </summary>
/// <remarks>
/// Some editors drop the tags of a notebook that they save. Where no cell is tagged, the first one with such a comment holds the parameters.
/// </remarks>
internal static partial class Parameters
{
    /// <summary>The tag of the cell that <see cref="Inject"/> adds.</summary>
    public const string InjectedTag = "injected-parameters";

    private const string Tag = "parameters";

    /// <summary>Reads a notebook's parameters; none where it has no such cell.</summary>
    public static IReadOnlyList<Parameter> Read(Notebook notebook) => Cell(notebook) is { } cell ? [.. Parse(cell.Source)] : [];

    /// <summary>Adds a cell behind the tagged one that assigns other values. It takes the place of one that an earlier run added.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="quick">Whether a parameter without a chosen value takes its quick one.</param>
    /// <param name="chosen">Values by name; names that the notebook does not have are passed over.</param>
    /// <exception cref="OneSentenceException">A value is not of its parameter's type.</exception>
    public static void Inject(Notebook notebook, bool quick, IReadOnlyDictionary<string, string> chosen)
    {
        if (Cell(notebook) is not { } cell)
            return;
        var parameters = Parse(cell.Source).ToList();
        var assignments = parameters
            .Select(parameter => (parameter, text: chosen.GetValueOrDefault(parameter.Name) ?? (quick ? parameter.Quick : null)))
            .Where(pair => pair.text is not null)
            .Select(pair => pair.parameter.Assign(pair.text!))
            .ToList();
        string[] names = [.. parameters.Select(parameter => parameter.Name)];
        notebook.RemoveAll(old => old.Kind == CellKind.Code && old != cell && (old.Tags.Contains(InjectedTag) || HasLostItsTag(old, names)));
        if (assignments.Count > 0)
            notebook.InsertCodeAfter(cell, InjectedTag, string.Join('\n', assignments), InjectedTag);
    }

    private static NotebookCell? Cell(Notebook notebook) =>
        notebook.CodeCells.FirstOrDefault(cell => cell.Tags.Contains(Tag))
        ?? notebook.CodeCells.FirstOrDefault(cell => Parse(cell.Source).Any(parameter => parameter.Quick is not null));

    // A cell that an earlier run added: it has the id of one, and every line of it gives a parameter another value.
    private static bool HasLostItsTag(NotebookCell cell, string[] names) =>
        InjectedId.IsMatch(cell.Id)
        && cell.Source.Split('\n').All(line => AssignedName.Match(line) is { Success: true } name && names.Contains(name.Groups[1].Value));

    private static IEnumerable<Parameter> Parse(string source)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script);
        var declarations = CSharpSyntaxTree.ParseText(source, options).GetRoot().DescendantNodes().OfType<FieldDeclarationSyntax>();
        foreach (var declaration in declarations)
        {
            var quick = QuickComment.Match(declaration.GetTrailingTrivia().ToString());
            foreach (var variable in declaration.Declaration.Variables)
            {
                if (ParameterType.Find(declaration.Declaration.Type, variable.Initializer?.Value) is { } type)
                {
                    yield return new Parameter(variable.Identifier.Text, type, Text(variable.Initializer!.Value), quick.Success ? quick.Groups[1].Value : null)
                    {
                        Redeclaration = Redeclaration(declaration),
                    };
                }
            }
        }
    }

    // A constant as one would give it on a command line.
    private static string Text(ExpressionSyntax value) => value switch
    {
        PrefixUnaryExpressionSyntax sign => sign.OperatorToken.Text + Text(sign.Operand),
        LiteralExpressionSyntax { Token.Value: bool truth } => truth ? "true" : "false",
        LiteralExpressionSyntax { Token.Value: { } constant } => Convert.ToString(constant, CultureInfo.InvariantCulture)!,
        _ => value.ToString(),
    };

    // A constant cannot be assigned; a later cell may declare it anew.
    private static string Redeclaration(FieldDeclarationSyntax declaration) =>
        declaration.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.ConstKeyword or SyntaxKind.ReadOnlyKeyword)
            ? $"{declaration.Modifiers.ToString()} {declaration.Declaration.Type.ToString()} "
            : "";

    [GeneratedRegex(@"//.*\bquick:\s*(\S+)")]
    private static partial Regex QuickComment { get; }

    [GeneratedRegex($@"^{InjectedTag}(-\d+)?$")]
    private static partial Regex InjectedId { get; }

    // As Parameter.Assign writes it; the modifiers and the type stand before the name of a constant.
    [GeneratedRegex(@"^(?:[\w.?]+ )*(\w+) = .+;$")]
    private static partial Regex AssignedName { get; }
}

/// <summary>A value that a notebook lets its caller choose.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Default">The value in the notebook, as one would give it on a command line.</param>
/// <param name="Quick">The text of the value for a quick run; null where it is the default.</param>
internal sealed record Parameter(string Name, ParameterType Type, string Default, string? Quick)
{
    /// <summary>What comes before the name where the variable must be declared anew; empty where it can be assigned.</summary>
    public string Redeclaration { get; init; } = "";

    /// <summary>A C# assignment of another value.</summary>
    /// <exception cref="OneSentenceException">The text is not a value of the parameter's type.</exception>
    public string Assign(string text) => Type.Literal(text) is { } literal
        ? $"{Redeclaration}{Name} = {literal};"
        : throw new OneSentenceException($"The parameter {Name} is '{text}'; expected {Type.Expected}, as in {Name}={Default}.");
}

/// <summary>A parameter's type: a number, a truth value or text, perhaps null.</summary>
/// <param name="Keyword">C#'s word for it, without a question mark.</param>
/// <param name="IsNullable">Whether it has a question mark.</param>
internal sealed record ParameterType(string Keyword, bool IsNullable = false)
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["SByte"] = "sbyte", ["Byte"] = "byte", ["Int16"] = "short", ["UInt16"] = "ushort", ["Int32"] = "int", ["UInt32"] = "uint",
        ["Int64"] = "long", ["UInt64"] = "ulong", ["Single"] = "float", ["Double"] = "double", ["Decimal"] = "decimal",
        ["Boolean"] = "bool", ["Char"] = "char", ["String"] = "string",
    };

    /// <summary>What a value looks like.</summary>
    public string Expected
    {
        get
        {
            string value = Language.Text(Keyword switch
            {
                "float" or "double" or "decimal" => "a number",
                "bool" => "true or false",
                "char" => "one character",
                "string" => "text",
                _ => "a whole number",
            });
            return IsNullable ? Language.Text($"{value} or null") : value;
        }
    }

    /// <summary>The type of a variable: the declared one; that of its first value where none is declared, or one that is not known here.</summary>
    /// <returns>Null where the variable is not a parameter: its first value is not a constant that is written out.</returns>
    public static ParameterType? Find(TypeSyntax declared, ExpressionSyntax? value)
    {
        while (value is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.UnaryPlusExpression } sign)
            value = sign.Operand;
        if (value is not LiteralExpressionSyntax literal)
            return null;
        bool isNullable = declared is NullableTypeSyntax;
        string name = (declared is NullableTypeSyntax nullable ? nullable.ElementType : declared).ToString();
        name = name[(name.LastIndexOf('.') + 1)..];
        string keyword = Keywords.GetValueOrDefault(name, name);
        if (Keywords.ContainsValue(keyword))
            return new ParameterType(keyword, isNullable);
        return literal.Token.Value is { } constant && Keywords.TryGetValue(constant.GetType().Name, out string? own)
            ? new ParameterType(own, isNullable)
            : null;
    }

    /// <summary>A text as a C# literal of this type; null where it is no such value.</summary>
    public string? Literal(string text)
    {
        if (IsNullable && text == "null")
            return text;
        return Keyword switch
        {
            "sbyte" => Whole<sbyte>(text),
            "byte" => Whole<byte>(text),
            "short" => Whole<short>(text),
            "ushort" => Whole<ushort>(text),
            "int" => Whole<int>(text),
            "uint" => Whole<uint>(text),
            "long" => Whole<long>(text),
            "ulong" => Whole<ulong>(text),
            "float" => Number<float>(text, "f"),
            "double" => Number<double>(text, ""),
            "decimal" => Number<decimal>(text, "m"),
            "bool" => bool.TryParse(text, out bool truth) ? (truth ? "true" : "false") : null,
            "char" => text.Length == 1 ? SymbolDisplay.FormatLiteral(text[0], quote: true) : null,
            _ => SymbolDisplay.FormatLiteral(text, quote: true),
        };
    }

    private static string? Whole<T>(string text)
        where T : struct, IBinaryInteger<T> =>
        T.TryParse(WithoutSeparators(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value.ToString(null, CultureInfo.InvariantCulture)
            : null;

    private static string? Number<T>(string text, string suffix)
        where T : struct, INumber<T> =>
        T.TryParse(WithoutSeparators(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value)
            ? value.ToString(null, CultureInfo.InvariantCulture) + suffix
            : null;

    private static string WithoutSeparators(string text) => text.Replace("_", "", StringComparison.Ordinal);
}
