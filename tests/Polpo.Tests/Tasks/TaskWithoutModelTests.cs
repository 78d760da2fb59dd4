using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Server;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Tasks;

/// <summary>A task that no model could work on.</summary>
public sealed class TaskWithoutModelTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_agents_work_it_is_refused_with_the_fix_and_a_draft_is_not()
    {
        await using var polpo = await TestPolpo.StartAsync(new TestPolpoOptions { Database = Database.Sqlite }, Stop);
        await Repositories.OpenAsync(polpo, await polpo.Get<Users>().LocalAsync(Stop), Stop);

        var refused = await Should.ThrowAsync<PolpoException>(() =>
            polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "x" }, Stop)
        );

        refused.Message.ShouldStartWith("No model is set up here");
        refused.Message.ShouldContain("OPENAI_API_KEY");
        (await polpo.Api.Tasks.ListAsync(cancellationToken: Stop)).Items.ShouldBeEmpty();
        await polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "x", Draft = true }, Stop);
    }

    [Fact]
    public async Task Where_none_works_it_is_taken_for_those_that_do()
    {
        await using var polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions { Database = Database.Sqlite, Works = false },
            Stop
        );
        await Repositories.OpenAsync(polpo, await polpo.Get<Users>().LocalAsync(Stop), Stop);
        (await polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "x" }, Stop)).Status.ShouldBe("pending");
    }
}
