using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookRunner.Documents;

/// <summary>A value that a notebook lets its caller choose.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Default">The value in the notebook: a number, a string or a boolean.</param>
/// <param name="Quick">The text of the value for a quick run; null where it is the default.</param>
internal sealed record Parameter(string Name, object Default, string? Quick)
{
    /// <summary>A C# assignment of another value, of the type that the notebook's value has.</summary>
    /// <exception cref="NotebookException">The text is not such a value.</exception>
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
            ? throw new NotebookException($"The parameter {Name} is '{text}'; expected {Expected}, as in {Name}={Default}.")
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
