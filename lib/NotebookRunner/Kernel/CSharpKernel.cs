using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookRunner.Documents;

namespace NotebookRunner.Kernel;

/// <summary>
/// Runs cells one after another as .NET Interactive's C# kernel does: each sees what the ones before it declared.
/// </summary>
internal sealed class CSharpKernel
{
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Linq",
        "System.Threading.Tasks", typeof(Microsoft.DotNet.Interactive.Kernel).FullName!,
    ];

    private readonly Action<CellEvent> send;
    private readonly ScriptOptions options;
    private ScriptState<object>? state;

    /// <summary>Makes a kernel with nothing declared.</summary>
    /// <param name="folder">The folder that <c>#r</c> and <c>#load</c> start from.</param>
    /// <param name="send">Hears of all that the cells give.</param>
    public CSharpKernel(string folder, Action<CellEvent> send)
    {
        this.send = send;
        options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithImports(Imports)
            .AddReferences(typeof(Microsoft.DotNet.Interactive.Kernel).Assembly)
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(folder));
        KernelInvocationContext.Open(send);
    }

    /// <summary>Runs a cell. What it gives, its value and its failure included, is told as events.</summary>
    /// <param name="cell">The cell's code.</param>
    /// <param name="cancellationToken">Asks the cell to stop, by <see cref="KernelInvocationContext.CancellationToken"/>.</param>
    public async Task RunAsync(string cell, CancellationToken cancellationToken = default)
    {
        KernelInvocationContext.Current.CancellationToken = cancellationToken;
        try
        {
            string code = Directives.Resolve(cell);
            var script = state is null
                ? CSharpScript.Create<object>(code, options)
                : state.Script.ContinueWith<object>(code, options);
            var diagnostics = script.Compile(cancellationToken);
            if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
                SendCompilationError(diagnostics);
            else
                await RunAsync(script, diagnostics).ConfigureAwait(false);
        }
        catch (CompilationErrorException unreadable)
        {
            SendCompilationError(unreadable.Diagnostics);
        }
        catch (PackageUnavailableException missing)
        {
            send(CellError.Create(CellError.PackageNotAvailable, missing.Message));
        }
        catch (DirectiveException unusable)
        {
            send(CellError.Create("directive error", unusable.Message));
        }
        catch (Exception fault)
        {
            // A value's own ToString or formatter may throw: that is the cell's failure, not this program's.
            send(Failure(fault));
        }
    }

    private async Task RunAsync(Script<object> script, IEnumerable<Diagnostic> warnings)
    {
        foreach (var warning in warnings.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning))
            send(new StreamText("stderr", warning.ToString() + "\n"));

        state = state is null
            ? await script.RunAsync(catchException: _ => true).ConfigureAwait(false)
            : await script.RunFromAsync(state, catchException: _ => true).ConfigureAwait(false);
        if (state.Exception is { } exception)
            send(Failure(exception));
        else if (state.ReturnValue is not (null or DisplayedValue))
            send(new ResultData(ValueFormatter.Format(state.ReturnValue)));
    }

    private void SendCompilationError(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString())
            .ToList();
        send(new CellError("compilation error", errors[0], errors));
    }

    // Below the cell's own frames a trace names only the machinery that runs cells.
    private static CellError Failure(Exception exception)
    {
        while (exception is TypeInitializationException or System.Reflection.TargetInvocationException && exception.InnerException is { } inner)
            exception = inner;
        var trace = exception.ToString().ReplaceLineEndings("\n").Split('\n')
            .TakeWhile(line => !line.TrimStart().StartsWith("at Microsoft.CodeAnalysis.Scripting.", StringComparison.Ordinal))
            .ToList();
        return new CellError(exception.GetType().FullName!, exception.Message, trace);
    }
}
