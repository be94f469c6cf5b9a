namespace DigitForge.Display;

/// <summary>Showing things in Verso, which gives no handle to change them by, and shows what has a method ToHtml by what that returns.</summary>
internal static class VersoHost
{
    /// <summary>The type that tells that this code runs in Verso.</summary>
    public const string DisplayExtensions = "Verso.Abstractions.DisplayExtensions";

    /// <summary>Shows something in the running cell's output.</summary>
    /// <param name="extensions">The type of that name; its <c>Display</c> takes an object and perhaps things that may be left out.</param>
    /// <param name="view">What to show.</param>
    public static void Show(Type extensions, IHtmlView view)
    {
        var display = extensions.GetMethods().First(method => method.Name == "Display" && method.GetParameters()[0].ParameterType == typeof(object));
        var leftOut = display.GetParameters().Skip(1).Select(parameter => parameter.DefaultValue);
        if (display.Invoke(null, [view, .. leftOut]) is Task shown)
            shown.Wait();
    }
}
