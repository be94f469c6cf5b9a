using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Xunit;

namespace NotebookRunner.Tests;

/// <summary>
/// No text of the library or the runner depends on the machine's culture. The compiler's own rules (.editorconfig, CA1304 to CA1311) see
/// calls; this test sees what they do not: numbers in interpolated strings, in sums and joins of strings, and sorted strings.
/// </summary>
public sealed class CultureSourceTests
{
    /// <summary>The library runs under the culture of the reader's machine, so even a sign counts: in Swedish it is U+2212.</summary>
    [Fact]
    public void No_text_of_the_library_depends_on_the_culture() => RequireInvariant("DigitForge", countsPass: false);

    /// <summary>The runner sets the invariant culture when it starts. A number without a format is a count here, and has no sign.</summary>
    [Fact]
    public void No_text_of_the_runner_depends_on_the_culture() => RequireInvariant("NotebookRunner", countsPass: true);

    private static void RequireInvariant(string project, bool countsPass)
    {
        var faults = Faults(LibrarySource.Of(project), countsPass);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("$\"{1.5}\"")]
    [InlineData("$\"{count}\"")]
    [InlineData("$\"{(uint)count:N0}\"")]
    [InlineData("$\"{maybe}\"")]
    [InlineData("$\"{anything}\"")]
    [InlineData("$\"{(1.5, 2)}\"")]
    [InlineData("$\"{new Pair(1, 2)}\"")]
    [InlineData("$\"a{DateTime.UnixEpoch}\" + \"b\"")]
    [InlineData("\"a\" + 1.5")]
    [InlineData("string.Join(',', new[] { 1.5 })")]
    [InlineData("string.Concat(1.5, 'a')")]
    [InlineData("new System.Text.StringBuilder().Append($\"{count}\").ToString()")]
    [InlineData("new System.Text.StringBuilder().Append(1.5).ToString()")]
    [InlineData("names.Order().First()")]
    [InlineData("names.OrderByDescending(name => name.Trim()).First()")]
    [InlineData("names.Max()!")]
    [InlineData("new SortedSet<string>(names).First()")]
    public void What_depends_on_the_culture_is_seen(string expression) => Assert.Single(Faults([("Text.cs", Program(expression))]));

    [Theory]
    [InlineData("FormattableString.Invariant($\"{count} {1.5:F1}\")")]
    [InlineData("string.Create(System.Globalization.CultureInfo.InvariantCulture, $\"{1.5}\")")]
    [InlineData("new System.Text.StringBuilder().Append(System.Globalization.CultureInfo.InvariantCulture, $\"{1.5}\").ToString()")]
    [InlineData("$\"{names[0]} {'c'} {DayOfWeek.Monday} {true} {(byte)count} {TimeSpan.Zero}\"")]
    [InlineData("$\"{count:x6}\"")]
    [InlineData("string.Join(',', names)")]
    [InlineData("names.Order(StringComparer.Ordinal).First()")]
    [InlineData("names.OrderBy(name => name.Length).First()")]
    public void What_does_not_is_let_pass(string expression) => Assert.Empty(Faults([("Text.cs", Program(expression))]));

    private static string Program(string expression) => $$"""
        record Pair(double X, double Y);
        static class Text { static string Write(int count, double? maybe, object anything, string[] names) => {{expression}}; }
        """;

    private static List<string> Faults(IEnumerable<(string Name, string Text)> files, bool countsPass = false) =>
        [.. LibrarySource.Compile(files).SelectMany(model => new Reader(model, countsPass).Read())];

    /// <summary>Finds the places of one file.</summary>
    private sealed class Reader(SemanticModel model, bool countsPass)
    {
        private static readonly string[] Sorts = ["Order", "OrderDescending", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Max", "Min", "MaxBy", "MinBy", "Sort"];

        private static readonly string[] SortedTypes = ["SortedSet", "SortedDictionary", "SortedList", "PriorityQueue"];

        public IEnumerable<string> Read() => model.SyntaxTree.GetRoot().DescendantNodes()
            .Where(DependsOnCulture)
            .Select(node => $"{model.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {node}");

        private bool DependsOnCulture(SyntaxNode node) => node switch
        {
            // Hexadecimal digits are every culture's.
            InterpolationSyntax { FormatClause.FormatStringToken.ValueText: ['x' or 'X', ..] } => false,
            InterpolationSyntax hole => !IsInvariant(Whole((InterpolatedStringExpressionSyntax)hole.Parent!))
                && IsFormatted(model.GetTypeInfo(hole.Expression).Type, hole.FormatClause is not null),
            BinaryExpressionSyntax sum => model.GetOperation(sum) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } text
                && (IsFormatted(Bare(text.LeftOperand)) || IsFormatted(Bare(text.RightOperand))),
            InvocationExpressionSyntax call => model.GetOperation(call) is IInvocationOperation operation && DependsOnCulture(operation),
            BaseObjectCreationExpressionSyntax creation => model.GetOperation(creation) is IObjectCreationOperation { Type: INamedTypeSymbol type } made
                && SortedTypes.Contains(type.Name) && type.TypeArguments.Any(IsText) && !HasComparer(made.Arguments),
            _ => false,
        };

        private bool DependsOnCulture(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            if (method.Name is "Join" or "Concat" && IsText(method.ContainingType))
                return method.TypeArguments.Any(type => IsFormatted(type)) || call.Arguments.Any(argument => Elements(argument.Value).Any(element => IsFormatted(Bare(element))));
            if (method.Name is "Append" or "Write" or "WriteLine" && method.ContainingType.Name is "StringBuilder" or "TextWriter" or "Console")
                return !call.Arguments.IsEmpty && IsFormatted(Bare(call.Arguments[0].Value));
            return Sorts.Contains(method.Name) && !HasComparer(call.Arguments)
                && IsText(method.TypeArguments.LastOrDefault() ?? method.ContainingType.TypeArguments.LastOrDefault());
        }

        // Parts of a text that are added with + have one fate.
        private static ExpressionSyntax Whole(ExpressionSyntax text) =>
            text.Parent is BinaryExpressionSyntax or ParenthesizedExpressionSyntax ? Whole((ExpressionSyntax)text.Parent) : text;

        private bool IsInvariant(ExpressionSyntax text) => model.GetTypeInfo(text).ConvertedType is { } type
            && (type.Name is "FormattableString" or "Phrase"
                || (type.Name.EndsWith("InterpolatedStringHandler", StringComparison.Ordinal) && HasProvider(text)));

        private bool HasProvider(SyntaxNode text) => text.Parent?.Parent?.Parent is InvocationExpressionSyntax call
            && model.GetOperation(call) is IInvocationOperation operation
            && operation.Arguments.Any(argument => argument.Parameter?.Type.Name == nameof(IFormatProvider));

        private static bool HasComparer(ImmutableArray<IArgumentOperation> arguments) =>
            arguments.Any(argument => argument.Parameter!.Type.Name.Contains("Compar", StringComparison.Ordinal) && !argument.IsImplicit);

        private static bool IsText(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_String;

        private static ITypeSymbol? Bare(IOperation operand) => operand is IConversionOperation { IsImplicit: true } boxed ? boxed.Operand.Type : operand.Type;

        private static ImmutableArray<IOperation> Elements(IOperation value) => value is IArrayCreationOperation { IsImplicit: true, Initializer: { } list } ? list.ElementValues : [value];

        // Whether the type's text is the culture's. Without a format, the culture has no word in a number that has no sign and no fraction.
        private bool IsFormatted(ITypeSymbol? type, bool hasFormat = false) => type switch
        {
            null => false,
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } maybe => IsFormatted(maybe.TypeArguments[0], hasFormat),
            { TypeKind: TypeKind.Enum } => false,
            { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => hasFormat || !countsPass,
            { SpecialType: SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 } => hasFormat,
            { Name: nameof(TimeSpan) or nameof(Guid) or nameof(Version) or nameof(Char) or nameof(System.Text.Rune) } => hasFormat,
            { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.TypeParameter } or { IsTupleType: true } => true,
            { IsRecord: true } => type.GetMembers(nameof(ToString)).All(member => member.IsImplicitlyDeclared),
            _ => type.AllInterfaces.Any(contract => contract.Name == nameof(IFormattable)),
        };
    }
}
