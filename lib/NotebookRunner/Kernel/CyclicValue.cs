using System.Collections;
using System.Globalization;
using System.Text;

namespace NotebookRunner.Kernel;

/// <summary>A row of values that contains itself, or nests without end: .NET Interactive's formatters overflow the stack on it.</summary>
internal static class CyclicValue
{
    private const int MaxDepth = 30;
    private const int MaxItems = 20;
    private const int ShownDepth = 4;
    private const int ShownItems = 5;

    /// <summary>Whether a row of values contains itself or nests too deeply to be shown.</summary>
    /// <param name="values">The values. They are looked at only where that has no effect: in a collection, or where an item is a row itself.</param>
    public static bool IsCyclic(IEnumerable values) => CanBeCyclic(values) && IsCyclic(values, []);

    /// <summary>The values as text, down to a few levels.</summary>
    public static string Text(IEnumerable values)
    {
        var text = new StringBuilder();
        Write(values, 1, text);
        return text.Append("  ").Append(Language.Text("(it contains itself, so only its first levels are shown)")).ToString();
    }

    private static bool IsCyclic(IEnumerable values, List<object> around)
    {
        if (around.Count >= MaxDepth || around.Exists(outer => ReferenceEquals(outer, values)))
            return true;
        around.Add(values);
        bool isCyclic = values.Cast<object?>().Take(MaxItems).OfType<IEnumerable>().Any(inner => CanBeCyclic(inner) && IsCyclic(inner, around));
        around.RemoveAt(around.Count - 1);
        return isCyclic;
    }

    private static bool CanBeCyclic(IEnumerable values) => values is not string
        && (values is ICollection and not Array { Rank: > 1 } || ItemTypes(values).Any(item => item.IsAssignableTo(typeof(IEnumerable)) && item != typeof(string)))
        && ItemTypes(values).All(item => !item.IsPrimitive && item != typeof(string));

    private static IEnumerable<Type> ItemTypes(IEnumerable values) => values.GetType().GetInterfaces()
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        .Select(type => type.GenericTypeArguments[0]);

    private static void Write(object? value, int depth, StringBuilder text)
    {
        if (value is not IEnumerable values || value is string)
        {
            text.Append(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null");
            return;
        }

        text.Append("[ ");
        int count = 0;
        foreach (object? item in values)
        {
            text.Append(count > 0 ? ", " : "");
            if (depth == ShownDepth || count++ == ShownItems)
            {
                text.Append("...");
                break;
            }

            Write(item, depth + 1, text);
        }

        text.Append(" ]");
    }
}
