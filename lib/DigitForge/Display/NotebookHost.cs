using System.Reflection;
using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>The notebook host in which this code runs. It is found by type names in the loaded assemblies.</summary>
/// <remarks>
/// The handle that .NET Interactive's <c>display(x)</c> returns does not update the output; the one that
/// <c>KernelInvocationContext.Current.Display(x)</c> returns does. This class therefore calls the latter.
/// </remarks>
public static class NotebookHost
{
    private const string Context = "Microsoft.DotNet.Interactive.KernelInvocationContext";
    private const string ContextExtensions = "Microsoft.DotNet.Interactive.KernelInvocationContextExtensions";

    private static readonly string[] HtmlOnly = ["text/html"];

    /// <summary>
    /// Cancelled when the running cell is asked to stop, for example by VS Code's stop button. Outside a notebook it is never cancelled. It
    /// belongs to the running cell, so get it again in each cell.
    /// </summary>
    public static CancellationToken CancellationToken =>
        CurrentCell is { } cell && Property(cell, "CancellationToken") is CancellationToken token ? token : CancellationToken.None;

    /// <summary>The name of the host, such as ".NET Interactive"; null outside a notebook.</summary>
    public static string? Name => CurrentCell is not null ? ".NET Interactive" : Find(VersoHost.DisplayExtensions) is not null ? "Verso" : null;

    /// <summary>
    /// Whether the kernel talks to Jupyter, or to VS Code's Jupyter extension. That extension sometimes forgets where a cell showed an output,
    /// and then drops all its updates. The first argument of .NET Interactive's program says whom it talks to: <c>jupyter</c> or <c>stdio</c>.
    /// </summary>
    internal static bool IsJupyter => CurrentCell is not null && TalksToJupyter(Environment.GetCommandLineArgs());

    /// <summary>Whether a .NET Interactive process with these arguments talks to Jupyter.</summary>
    /// <param name="commandLine">The program and its arguments.</param>
    internal static bool TalksToJupyter(IEnumerable<string> commandLine) =>
        commandLine.Skip(1).FirstOrDefault(argument => argument is "jupyter" or "stdio") == "jupyter";

    private static object? CurrentCell => Find(Context)?.GetProperty("Current", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);

    /// <summary>Shows a view in the running cell's output, or on the console outside a notebook.</summary>
    /// <param name="view">The view.</param>
    /// <returns>An action that replaces the view; null if the host cannot replace it.</returns>
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

/// <summary>Shows views in Verso, which returns no handle to update them. It calls the method ToHtml of any object that has one.</summary>
internal static class VersoHost
{
    /// <summary>The type whose presence shows that this code runs in Verso.</summary>
    public const string DisplayExtensions = "Verso.Abstractions.DisplayExtensions";

    /// <summary>Shows a view in the running cell's output.</summary>
    /// <param name="extensions">The type of that name. Its <c>Display</c> takes an object, and possibly optional parameters.</param>
    /// <param name="view">The view.</param>
    public static void Show(Type extensions, IHtmlView view)
    {
        var display = extensions.GetMethods().First(method => method.Name == "Display" && method.GetParameters()[0].ParameterType == typeof(object));
        var leftOut = display.GetParameters().Skip(1).Select(parameter => parameter.DefaultValue);
        if (display.Invoke(null, [view, .. leftOut]) is Task shown)
            shown.Wait();
    }
}
