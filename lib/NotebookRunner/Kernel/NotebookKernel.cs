using System.Collections;
using System.Diagnostics;
using System.Net;
using System.Reflection;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookRunner.Documents;
using Severity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace NotebookRunner.Kernel;

/// <summary>
/// Runs cells one after another in .NET Interactive's C# kernel. It is the only type that knows the kernel's packages: they are
/// deprecated, and the day they no longer work this file is all that changes.
/// </summary>
/// <remarks>
/// Cells write to the console that was there when the kernel was made, not to the one that .NET Interactive would put in its place: that one
/// loses what a task writes after its cell has ended.
/// </remarks>
internal sealed class NotebookKernel : IDisposable
{
    private const string Placeholder = "// Stands for a cell with a line in a text that looks like a directive.";

    private readonly CSharpKernel csharp = new CSharpKernel().UseKernelHelpers().UseValueSharing();
    private readonly CompositeKernel kernel;
    private readonly IDisposable subscription;
    private readonly Action<CellEvent> send;
    private readonly TextWriter standardOut = Console.Out;
    private readonly TextWriter standardError = Console.Error;
    private CancellationToken cancellation;
    private string wholeCell = "";

    /// <summary>Makes a kernel with nothing declared. <c>#r</c> and <c>#load</c> start from the current folder.</summary>
    /// <param name="send">Receives all that the cells produce, but for what they write to the console.</param>
    public NotebookKernel(Action<CellEvent> send)
    {
        this.send = send;
        csharp.AddMiddleware(RunInOwnConsoleAsync);
        csharp.AddDirective(new KernelActionDirective("#!time"), MeasureTimeAsync);
        foreach (string mimeType in new[] { PlainTextFormatter.MimeType, HtmlFormatter.MimeType })
            Formatter.Register(new ValuesFormatter(mimeType));
        kernel = [];
        kernel.Add(csharp, ["c#", "C#"]);
        kernel.DefaultKernelName = csharp.Name;
        subscription = kernel.KernelEvents.Subscribe(Send);
    }

    /// <summary>Runs a cell. What it produces, its value and its failure included, is sent as events.</summary>
    /// <param name="cell">The cell's code.</param>
    /// <param name="cancellationToken">Asks the cell to stop, through its <see cref="KernelInvocationContext.CancellationToken"/>.</param>
    public async Task RunAsync(string cell, CancellationToken cancellationToken = default)
    {
        cancellation = cancellationToken;
        var before = csharp.ScriptState;
        try
        {
            var (code, assemblies) = CellText.RestorePackages(cell);
            if (assemblies.Count > 0)
                csharp.AddAssemblyReferences(assemblies);
            wholeCell = code;
            var result = await kernel.SendAsync(new SubmitCode(CellText.HidesDirectives(code) ? Placeholder : code), CancellationToken.None).ConfigureAwait(false);
            var thrown = csharp.ScriptState is { } state && state != before ? state.Exception : null;
            if (result.Events.OfType<CommandFailed>().LastOrDefault() is { } failure)
                SendFailure(failure, thrown);
        }
        catch (PackageException unusable)
        {
            send(CellError.Create("package error", unusable.Message));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        subscription.Dispose();
        kernel.Dispose();
    }

    // The released kernel has this directive from a package that is not to be had.
    private static Task MeasureTimeAsync(KernelCommand command, KernelInvocationContext context)
    {
        var clock = Stopwatch.StartNew();
        context.OnComplete(cell => cell.DisplayAs(FormattableString.Invariant($"Wall time: {clock.Elapsed.TotalMilliseconds}ms"), PlainTextFormatter.MimeType));
        return Task.CompletedTask;
    }

    private async Task RunInOwnConsoleAsync(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        Console.SetOut(standardOut);
        Console.SetError(standardError);
        // The kernel's own way to cancel declares the cell failed at once and drops what it shows while it stops.
        await using var registration = cancellation.Register(() => TokenSource(context).Cancel()).ConfigureAwait(false);
        await next(command is SubmitCode { Code: Placeholder } ? WholeCell(command) : command, context).ConfigureAwait(false);
    }

    // The kernel looks for directives in every line, those within a text too. Such a cell takes its place after that.
    private SubmitCode WholeCell(KernelCommand command)
    {
        var submission = new SubmitCode(wholeCell, command.TargetKernelName);
        submission.SetParent(command);
        return submission;
    }

    private static CancellationTokenSource TokenSource(KernelInvocationContext context) =>
        (CancellationTokenSource)typeof(KernelInvocationContext)
            .GetField("_cancellationTokenSource", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(context)!;

    private void Send(KernelEvent message)
    {
        switch (message)
        {
            case DisplayedValueProduced display:
                send(new DisplayedData(display.ValueId, Data(display)));
                break;
            case DisplayedValueUpdated update:
                send(new UpdatedData(update.ValueId, Data(update)));
                break;
            case ReturnValueProduced { Value: not DisplayedValue } value:
                send(new ResultData(Data(value)));
                break;
            case DiagnosticsProduced produced:
                foreach (var (diagnostic, text) in produced.Diagnostics.Zip(produced.FormattedDiagnostics))
                {
                    if (diagnostic.Severity == Severity.Warning)
                        send(new StreamText("stderr", text.Value + "\n"));
                }

                break;
        }
    }

    private static Dictionary<string, string> Data(DisplayEvent shown) =>
        shown.FormattedValues.DistinctBy(value => value.MimeType).ToDictionary(value => value.MimeType, value => value.Value);

    private void SendFailure(CommandFailed failure, Exception? thrown)
    {
        if (failure.Exception is CodeSubmissionCompilationErrorException { InnerException: CompilationErrorException compilation })
        {
            string[] errors = [.. compilation.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.ToString())];
            send(new CellError("compilation error", errors[0], errors));
        }
        else if ((thrown ?? failure.Exception) is { } exception)
        {
            send(Failure(exception));
        }
        else if (!cancellation.IsCancellationRequested)
        {
            send(CellError.Create("kernel error", failure.Message));
        }
    }

    // Below the cell's own frames a trace names only the machinery that runs cells.
    private static CellError Failure(Exception exception)
    {
        while (exception is TypeInitializationException or TargetInvocationException && exception.InnerException is { } inner)
            exception = inner;
        var trace = exception.ToString().ReplaceLineEndings("\n").Split('\n')
            .TakeWhile(line => !line.TrimStart().StartsWith("at Microsoft.CodeAnalysis.Scripting.", StringComparison.Ordinal))
            .ToList();
        return new CellError(exception.GetType().FullName!, exception.Message, trace);
    }

    // Shows values that contain themselves, on which the kernel's own formatters overflow the stack, and leaves all others to those.
    private sealed class ValuesFormatter(string mimeType) : ITypeFormatter
    {
        public string MimeType => mimeType;

        public Type Type => typeof(IEnumerable);

        public bool Format(object instance, FormatContext context)
        {
            var values = (IEnumerable)instance;
            if (!CyclicValue.IsCyclic(values))
                return Next(instance.GetType()).Format(instance, context);
            context.Writer.Write(WebUtility.HtmlEncode(CyclicValue.Text(values)));
            return true;
        }

        // The formatter that the kernel would take without this one: that of the most special type.
        private ITypeFormatter Next(Type type)
        {
            // Registers the formatter that the type itself may name.
            _ = Formatter.GetPreferredMimeTypesFor(type);
            var formatters = Formatter.RegisteredFormatters()
                .Where(formatter => formatter is not ValuesFormatter && formatter.MimeType == mimeType && formatter.Type.IsAssignableFrom(type))
                .ToList();
            return formatters.First(formatter => !formatters.Exists(other => other.Type != formatter.Type && other.Type.IsAssignableTo(formatter.Type)));
        }
    }
}
