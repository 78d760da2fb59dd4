using Polpo.Cli.Shell;
using Polpo.Client;
using Spectre.Console;

namespace Polpo.Cli.Tasks;

/// <summary>Shows what comes: JSON facts, plain lines, or lines above a status line that lives.</summary>
internal abstract class TaskProgress
{
    public abstract Task ShowAsync(FeedItem item, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> with the kind of progress that the invocation asks for.</summary>
    public static Task<T> WithAsync<T>(Invocation command, TaskLines lines, Func<TaskProgress, Task<T>> work)
    {
        if (command.Json)
            return work(new Json(command));
        if (!command.Live)
            return work(new Lines(command, lines));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(command.Here.Out) });
        return console
            .Status()
            .Spinner(Spinner.Known.Dots)
            .StartAsync(Markup.Escape(lines.Now), status => work(new Watched(console, status, lines)));
    }

    private sealed class Json(Invocation command) : TaskProgress
    {
        public override Task ShowAsync(FeedItem item, CancellationToken cancellationToken)
        {
            if (item.Fact is { } fact)
                command.WriteJson(fact);
            return Task.CompletedTask;
        }
    }

    private sealed class Lines(Invocation command, TaskLines lines) : TaskProgress
    {
        public override async Task ShowAsync(FeedItem item, CancellationToken cancellationToken)
        {
            if (item.Fact is not { } fact)
                return;
            foreach (var line in await lines.OfAsync(fact, cancellationToken))
                command.Say(line);
            await command.Here.Out.FlushAsync(cancellationToken);
        }
    }

    private sealed class Watched(IAnsiConsole console, StatusContext status, TaskLines lines) : TaskProgress
    {
        private const int Tail = 60;

        private string _text = "";

        public override async Task ShowAsync(FeedItem item, CancellationToken cancellationToken)
        {
            if (item.Fact is { } fact)
            {
                _text = "";
                foreach (var line in await lines.OfAsync(fact, cancellationToken))
                    console.MarkupLine(Coloured(line));
            }
            else if (item.Frame is { } frame)
            {
                _text = Plain.Text(_text + frame.Text).Replace('\n', ' ');
                _text = _text.Length > Tail ? _text[^Tail..] : _text;
            }
            var cost = lines.Cost == 0 ? "" : $"  {Plain.Usd(lines.Cost / 1_000_000m)}";
            status.Status(
                Markup.Escape($"{Plain.Line(lines.Now, Tail)}{cost}{(_text.Length > 0 ? $"  …{_text}" : "")}")
            );
        }

        private static string Coloured(string line) =>
            line.TrimStart() switch
            {
                ['✓', ..] => $"[green]{Markup.Escape(line)}[/]",
                ['✗', ..] => $"[red]{Markup.Escape(line)}[/]",
                ['↻' or '↑' or '?', ..] => $"[yellow]{Markup.Escape(line)}[/]",
                _ => Markup.Escape(line),
            };
    }
}
