using Polpo.Testing.Databases;
using Polpo.Testing.Missions;
using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Crashes;

/// <summary>
/// The shipped server is killed with SIGKILL at random moments of a mission of thirty tasks: while it starts, while models answer, while
/// sandboxes work, while it writes. What comes of the mission is what comes of it without.
/// </summary>
public sealed class KilledMissionTests
{
    private const int Seed = 20_261_121;

    /// <summary>Long enough that each life sees a few steps, short enough that the mission outlasts the kills.</summary>
    private static readonly TimeSpan Thinks = TimeSpan.FromMilliseconds(400);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_mission_of_thirty_tasks_ends_the_same_though_the_server_is_killed_fifty_times() =>
        ShouldEndTheSameAsync(Database.Sqlite, 50);

    [Fact]
    public Task On_postgres_it_does_too() => ShouldEndTheSameAsync(Database.Postgres, 12);

    private static async Task ShouldEndTheSameAsync(Database database, int kills)
    {
        var calm = await LiveAsync(database, 0);
        var killed = await LiveAsync(database, kills);

        calm.Status.ShouldBe("completed", calm.Report);
        killed.Report.ShouldBe(calm.Report);
        killed.Tasks.ShouldBe(calm.Tasks);
        killed.ShouldBe(calm);
    }

    private static async Task<MissionOutcome> LiveAsync(Database database, int kills)
    {
        var last = new TaskCompletionSource();
        await using var model = await ScriptedModelServer.StartAsync(Script(last.Task), cancellationToken: Token);
        var variables = new Dictionary<string, string>
        {
            ["OPENAI_API_KEY"] = "sk-test",
            ["OPENAI_BASE_URL"] = model.OpenAIAddress,
            ["POLPO_MODEL"] = "openai/test-model",
        };
        var connection = database is Database.Postgres ? await PostgresCluster.NewDatabaseAsync(Token) : null;
        if (connection is not null)
            variables["POLPO_DATABASE"] = connection;
        MissionOutcome outcome;
        await using (var life = await MissionLife.BeginAsync(variables, Token))
        {
            var random = new Random(Seed);
            for (var kill = 1; kill <= kills; kill++)
            {
                var said = await DieAsync(life, random, database is Database.Postgres ? 3_000 : 700);
                if (kill == kills)
                    last.SetResult();
                await life.StartAsync();
                TestContext.Current.TestOutputHelper!.WriteLine(
                    $"Kill {kill} of seed {Seed}: {said}; {await life.DoneAsync()} done"
                );
            }
            last.TrySetResult();
            await life.Person.GoOnAsync(life.Mission, Token).WaitAsync(TimeSpan.FromMinutes(10), Token);
            outcome = await MissionOutcome.OfAsync(life.Person.Client, life.Mission, life.Clone, Token);
            await life.ShouldHoldAsync();
            model.Refused.ShouldBeEmpty();
        }
        if (connection is not null)
            await PostgresCluster.DropAsync(connection, Token);
        return outcome;
    }

    /// <summary>The last of the mission is not done before the last kill.</summary>
    private static Script Script(Task last)
    {
        var script = new Script();
        script
            .Always()
            .Answer(turn =>
                ThirtyTaskMission.Answer(turn) with
                {
                    ThinkTime =
                        ThirtyTaskMission.FileOf(turn) == "h.txt" && !last.IsCompleted ? TimeSpan.FromHours(1) : Thinks,
                }
            );
        return script;
    }

    /// <param name="most">Milliseconds; longer on PostgreSQL, where the new server waits for the lease of the old one.</param>
    /// <returns>When it died.</returns>
    private static async Task<string> DieAsync(MissionLife life, Random random, int most)
    {
        var alive = TimeSpan.FromMilliseconds(random.Next(0, most));
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var person = life.Person.GoOnUntilKilledAsync(life.Mission, gone.Token);
        await Task.Delay(alive, TimeProvider.System, Token);
        await life.KillAsync();
        await gone.CancelAsync();
        await person;
        var starting = random.Next(6) == 0 ? TimeSpan.FromMilliseconds(random.Next(0, 1500)) : TimeSpan.Zero;
        if (starting > TimeSpan.Zero)
            await RunningServer.KillWhileItStartsAsync(life.Polpo, starting, Token);
        return $"after {alive.TotalMilliseconds} ms{(starting > TimeSpan.Zero ? $", and {starting.TotalMilliseconds} ms into the next start" : "")}";
    }
}
