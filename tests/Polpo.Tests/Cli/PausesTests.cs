using System.Runtime.CompilerServices;
using Polpo.Cli.Tasks.Following;
using Polpo.Tests.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class PausesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_item_that_comes_while_a_pause_is_told_is_not_lost()
    {
        var source = new Source();
        List<string?> got = [];
        await foreach (
            var item in source.ReadAsync(Stop).WithPausesAsync(TimeSpan.FromSeconds(1), new ImpatientTime(), Stop)
        )
        {
            got.Add(item);
            if (item is null && source.Next.TrySetResult())
                await source.Given.Task.WaitAsync(Stop);
        }
        got.OfType<string>().ShouldBe(["one", "two"]);
        got.ShouldContain(item => item == null);
    }

    [Fact]
    public async Task A_source_is_told_to_end_when_its_reader_leaves_in_a_pause()
    {
        var source = new Source();
        await foreach (
            var item in source.ReadAsync(Stop).WithPausesAsync(TimeSpan.FromSeconds(1), new ImpatientTime(), Stop)
        )
        {
            if (item is null)
                break;
        }
        source.Ended.ShouldBeTrue();
    }

    private sealed class Source
    {
        public TaskCompletionSource Next { get; } = new();

        public TaskCompletionSource Given { get; } = new();

        public bool Ended { get; private set; }

        public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                yield return "one";
                await Next.Task.WaitAsync(cancellationToken);
                Given.SetResult();
                yield return "two";
            }
            finally
            {
                Ended = true;
            }
        }
    }
}
