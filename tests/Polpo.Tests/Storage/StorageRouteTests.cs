using System.Net;
using Polpo.Client;
using Polpo.Core.Retention;
using Polpo.Engine.Kernel;
using Polpo.Tests.Server;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Storage;

public sealed class StorageRouteTests : ServerSuite
{
    [Theory]
    [InlineData(
        "mirrors",
        null,
        "Nothing of the kind \"mirrors\" is ever cleaned. Kinds: blobs, worktrees, trash, layers, caches, subjects."
    )]
    [InlineData("../..", null, "Nothing of the kind \"../..\" is ever cleaned")]
    [InlineData("blobs", "soon", "olderThan is \"soon\". Write days or hours, such as 30d or 12h.")]
    [InlineData("blobs", "-1d", "olderThan is \"-1d\"")]
    [InlineData("blobs", "99999999999d", "olderThan is")]
    public async Task What_cannot_be_cleaned_is_refused_in_words(string kind, string? olderThan, string sentence)
    {
        var refused = await Should.ThrowAsync<PolpoException>(() =>
            Polpo.Api.Storage.CleanAsync(new CleanStorage(Kinds: [kind], OlderThan: olderThan), Stop)
        );
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Message.ShouldContain(sentence);
    }

    [Fact]
    public async Task The_database_is_vacuumed_on_demand()
    {
        var done = await Polpo.Api.Storage.VacuumAsync(Stop);
        done.Before.ShouldBeGreaterThan(0);
        done.After.ShouldBeInRange(1, done.Before);
    }

    [Fact]
    public void Every_setting_that_cannot_be_read_is_named()
    {
        var set = new Dictionary<string, string>
        {
            ["POLPO_KEEP_BLOBS"] = "a year",
            ["POLPO_KEEP_TRASH"] = "12h",
            ["POLPO_KEEP_LAYERS"] = "forever",
            ["POLPO_KEEP_LAYERS_SIZE"] = "lots",
        };
        var refused = Should.Throw<RefusedException>(() => RetentionOptions.Read(set.GetValueOrDefault));
        refused.Message.Split('\n').Length.ShouldBe(2);
        refused.Message.ShouldContain("POLPO_KEEP_BLOBS is \"a year\"");
        refused.Message.ShouldContain("POLPO_KEEP_LAYERS_SIZE is \"lots\"");

        (set["POLPO_KEEP_BLOBS"], set["POLPO_KEEP_LAYERS_SIZE"]) = ("365d", "5GB");
        var options = RetentionOptions.Read(set.GetValueOrDefault);
        options.Blobs.ShouldBe(TimeSpan.FromDays(365));
        options.Trash.ShouldBe(TimeSpan.FromHours(12));
        options.Layers.ShouldBeNull();
        options.LayerBytes.ShouldBe(5L << 30);
    }
}
