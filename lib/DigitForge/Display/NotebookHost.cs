using System.Reflection;
using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>The notebook host that this code runs in, found by names among the loaded assemblies.</summary>
/// <remarks>
/// .NET Interactive's <c>display(x)</c> returns a handle whose update does not reach what was shown; the one that
/// <c>KernelInvocationContext.Current.Display(x)</c> returns does. So that is the call made here.
/// </remarks>
public static class NotebookHost
{
    private const string Context = "Microsoft.DotNet.Interactive.KernelInvocationContext";
    private const string ContextExtensions = "Microsoft.DotNet.Interactive.KernelInvocationContextExtensions";

    private static readonly string[] HtmlOnly = ["text/html"];

    /// <summary>
    /// Asks the running cell to stop: VS Code's stop button fires it. Outside a notebook it never fires. It belongs to the
    /// running cell, so ask for it anew in each.
    /// </summary>
    public static CancellationToken CancellationToken =>
        CurrentCell is { } cell && Property(cell, "CancellationToken") is CancellationToken token ? token : CancellationToken.None;

    /// <summary>What runs this code, such as ".NET Interactive"; null outside a notebook.</summary>
    public static string? Name => CurrentCell is not null ? ".NET Interactive" : Find(VersoHost.DisplayExtensions) is not null ? "Verso" : null;

    /// <summary>
    /// Whether the kernel talks to Jupyter, or to VS Code's Jupyter extension. That extension sometimes forgets where a cell has shown something,
    /// and then drops every update of it. .NET Interactive's program is told by its first argument whom to talk to: <c>jupyter</c> or <c>stdio</c>.
    /// </summary>
    internal static bool IsJupyter => CurrentCell is not null && TalksToJupyter(Environment.GetCommandLineArgs());

    /// <summary>Whether a .NET Interactive that was started with these arguments talks to Jupyter.</summary>
    /// <param name="commandLine">The program and its arguments.</param>
    internal static bool TalksToJupyter(IEnumerable<string> commandLine) =>
        commandLine.Skip(1).FirstOrDefault(argument => argument is "jupyter" or "stdio") == "jupyter";

    private static object? CurrentCell => Find(Context)?.GetProperty("Current", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);

    /// <summary>Shows something in the running cell's output, or on the console where there is none.</summary>
    /// <param name="view">What to show.</param>
    /// <returns>What puts something else in its place; null where the host cannot do that.</returns>
    internal static Action<IHtmlView>? Show(IHtmlView view)
    {
        if (CurrentCell is { } cell && Find(ContextExtensions)?.GetMethod("Display") is { } display)
        {
            object shown = display.Invoke(null, [cell, view, HtmlOnly])!;
            var update = shown.GetType().GetMethod("Update")!;
            return next => update.Invoke(shown, [next]);
        }

        if (Find(VersoHost.DisplayExtensions) is { } verso)
            VersoHost.Show(verso, view);
        else
            Console.WriteLine(view.ToString());
        return null;
    }

    private static Type? Find(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);

    private static object? Property(object target, string name) => target.GetType().GetProperty(name)?.GetValue(target);
}

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
