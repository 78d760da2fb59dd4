using System.Net;
using Polpo.Client;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Sqlite;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

public sealed class StorageTroubleTests : ServerSuite
{
    [Fact]
    public async Task A_server_that_cannot_save_says_so_and_refuses_in_the_same_words()
    {
        (await Polpo.Api.Server.StatusAsync(Stop)).Trouble.ShouldBeNull();
        await ReadOnlyAsync(true);

        var refused = await Polpo.Api.Server.MakeSignInLinkAsync(Stop).ShouldThrowAsync<PolpoException>();

        refused.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Message.ShouldBe(
            $"The database cannot save: {Polpo.Home.At("polpo.db")} is read-only. Let the user that runs Polpo write it and its folder."
        );
        (await Polpo.Api.Server.StatusAsync(Stop)).Trouble!.Message.ShouldBe(refused.Message);
        await ReadOnlyAsync(false);
        await Polpo.Api.Server.MakeSignInLinkAsync(Stop);
    }

    private Task ReadOnlyAsync(bool on) =>
        Polpo.Get<SqliteDatabase>().AloneAsync(c => c.Sql($"pragma query_only = {(on ? 1 : 0)}").RunAsync(Stop), Stop);
}
