namespace DigitForge.Display;

/// <summary>Tells a notebook host who formats a type.</summary>
/// <remarks>
/// .NET Interactive looks for an attribute of this name, whichever assembly defines it, so that a library needs no reference
/// to it: "Formatting by convention" in the documentation of Microsoft.DotNet.Interactive.Formatting.
/// </remarks>
/// <param name="formatterSourceType">A type with a method <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = ["text/html"];
}
