using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Sessions;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Storage;

/// <summary>Output that is too long for the model: it sees the end and where the rest is, people see all of it.</summary>
public sealed class LongOutputTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task The_model_sees_the_end_and_people_all_of_it(Database database)
    {
        await using var worked = await WorkedPolpo.StartAsync(database);
        var printed = string.Concat(
            Enumerable.Range(1, 20_000).Select(line => string.Create(CultureInfo.InvariantCulture, $"line {line}\n"))
        );
        var (_, session, blob) = await worked.DoTaskAsync(printed);

        (await worked.Api.Sessions.BlobAsync(blob, cancellationToken: Stop)).Text.ShouldBe(printed + "[exit code 0]");
        var seen = worked.Seen.Single(text => text.Contains("line 20000\n", StringComparison.Ordinal));
        seen.Length.ShouldBeInRange(30_000, 30_300);
        seen.ShouldContain(".polpo-output/");
        (await ReloadedAsync(worked, session)).ShouldBe(seen);
        var diff = await worked.Api.Sessions.DiffAsync(session, Stop);
        diff.Diff.ShouldContain("fixed.txt");
        diff.Diff.ShouldNotContain(".polpo-output");
    }

    /// <summary>What a server that comes after a crash would send to the model.</summary>
    private static async Task<string> ReloadedAsync(WorkedPolpo worked, string id)
    {
        var row = await worked
            .Polpo.Get<IDatabase>()
            .ReadAsync(db => db.Set<Session>().SingleAsync(one => one.Id == Id<Session>.Parse(id), Stop), Stop);
        var conversation = await Conversation.LoadAsync(
            worked.Polpo.Get<IJournal>(),
            worked.Polpo.Get<IBlobs>(),
            row,
            Stop
        );
        return conversation
            .Messages.SelectMany(message => message.Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>())
            .Select(result => (string)result.Result!)
            .Single(text => text.Contains("line 20000\n", StringComparison.Ordinal));
    }
}
