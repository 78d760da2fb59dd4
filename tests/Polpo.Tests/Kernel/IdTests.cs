using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Kernel;

public sealed class IdTests
{
    [Fact]
    public void An_id_is_read_back_from_its_wire_form()
    {
        var id = Id<AgentTask>.New(TimeProvider.System);

        id.Text.ShouldMatch("^task_[0-9a-f]{32}$");
        Id<AgentTask>.Parse(id.Text).ShouldBe(id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("task_")]
    [InlineData("sess_0193aaaaaaaa7aaaaaaaaaaaaaaaaaaa")]
    [InlineData("task_0193AAAAAAAA7aaaaaaaaaaaaaaaaaaa")]
    [InlineData("task_0193aaaaaaaa7aaaaaaaaaaaaaaaaaa'")]
    public void What_is_no_id_of_the_kind_is_refused_in_words(string? text) =>
        Should
            .Throw<RefusedException>(() => Id<AgentTask>.Parse(text))
            .Message.ShouldContain("task_ followed by 32 hex digits");

    [Fact]
    public void Ids_sort_by_the_time_at_which_they_were_made()
    {
        var earlier = Id<Session>.New(new At(1000));
        var later = Id<Session>.New(new At(2000));

        earlier.CompareTo(later).ShouldBeLessThan(0);
    }

    private sealed class At(long seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);
    }
}
