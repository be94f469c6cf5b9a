using System.Collections;
using System.Globalization;
using System.Reflection;

namespace NotebookRunner.Kernel;

/// <summary>
/// Turns a value into what a notebook shows: by the type's own formatter where it names one, else by its ToHtml method, else
/// as text.
/// </summary>
internal static class ValueFormatter
{
    private const string Html = "text/html";
    private const string Plain = "text/plain";
    private const int MaxItems = 20;

    /// <summary>The value in each media type that it can be shown in.</summary>
    public static IReadOnlyDictionary<string, string> Format(object value)
    {
        var data = FormatByAttribute(value);
        if (!data.ContainsKey(Html) && ToHtml(value) is { } html)
            data[Html] = html;
        data.TryAdd(Plain, Text(value));
        return data;
    }

    // .NET Interactive's convention goes by names alone, so that a library needs no reference to it: an attribute
    // TypeFormatterSourceAttribute names a type with CreateTypeFormatters(), whose items have MimeType and Format().
    private static Dictionary<string, string> FormatByAttribute(object value)
    {
        var data = new Dictionary<string, string>();
        foreach (var attribute in value.GetType().GetCustomAttributes(inherit: true))
        {
            if (attribute.GetType().Name != "TypeFormatterSourceAttribute" || Property(attribute, "FormatterSourceType") is not Type sourceType)
                continue;
            object source = Activator.CreateInstance(sourceType, nonPublic: true)!;
            foreach (object formatter in (IEnumerable)Call(source, "CreateTypeFormatters")!)
            {
                using var writer = new StringWriter(CultureInfo.InvariantCulture);
                if (Property(formatter, "MimeType") is string type && Call(formatter, "Format", value, writer) is true)
                    data.TryAdd(type, writer.ToString());
            }
        }

        return data;
    }

    private static string? ToHtml(object value) =>
        value.GetType().GetMethod("ToHtml", Type.EmptyTypes) is { } method && method.ReturnType == typeof(string)
            ? (string?)method.Invoke(value, null)
            : null;

    private static string Text(object value) => value switch
    {
        string text => text,
        IEnumerable items when !OverridesToString(value) => ItemsText(items.Cast<object?>()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string ItemsText(IEnumerable<object?> items)
    {
        var shown = items.Take(MaxItems + 1).Select(item => item is null ? "null" : Text(item)).ToList();
        if (shown.Count > MaxItems)
            shown[MaxItems] = "...";
        return $"[ {string.Join(", ", shown)} ]";
    }

    private static bool OverridesToString(object value) =>
        value.GetType().GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } declaring
        && declaring != typeof(object) && declaring != typeof(ValueType);

    private static object? Property(object target, string name) => target.GetType().GetProperty(name)?.GetValue(target);

    private static object? Call(object target, string name, params object[] arguments) =>
        target.GetType().GetMethod(name)?.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
