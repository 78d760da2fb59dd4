using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Environments.Caches;
using Polpo.Core.Environments.Layers;
using Polpo.Core.Git;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Identity;
using Polpo.Core.Retention;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Testing.Hosting;
using Polpo.Tests.Server;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Storage;

/// <summary>Worktrees, trash and layers: what is in use is never taken.</summary>
public sealed class FolderCleaningTests : ServerSuite
{
    private readonly ShiftedTime _time = new();

    private Id<Workspace> _workspace;

    protected override TestPolpoOptions Options =>
        base.Options with
        {
            Replace = services => services.AddSingleton<TimeProvider>(_time),
            Variables = new Dictionary<string, string> { ["POLPO_KEEP_LAYERS_SIZE"] = "1GB" },
        };

    [Fact]
    public async Task A_forgotten_worktree_goes_to_the_trash_and_from_there_for_good()
    {
        await OpenAsync();
        var path = MakeWorktree("sess_forgotten", _workspace.Text);
        var strange = Polpo.Home.Folder("worktrees", "not-ours");
        MakeWorktree("sess_young", _workspace.Text);
        _time.Pass(TimeSpan.FromDays(10));
        Touch(Polpo.Home.At("gitdirs", "sess_young"));

        (await CleanAsync("worktrees")).ShouldBe(("worktrees", 1, 0));

        Directory.Exists(path).ShouldBeFalse();
        Directory.Exists(strange).ShouldBeTrue("it has no marker of ours");
        Directory.Exists(Polpo.Home.At("worktrees", "sess_young")).ShouldBeTrue();
        var trash = Directory.EnumerateDirectories(Polpo.Home.Folder("trash")).ShouldHaveSingleItem();
        (await CleanAsync("trash")).ShouldBe(default, "it can still be put back");
        _time.Pass(TimeSpan.FromDays(9));
        (await CleanAsync("trash")).ShouldBe(("trash", 1, 0));
        Directory.Exists(trash).ShouldBeFalse();
    }

    [Fact]
    public async Task A_worktree_younger_than_a_day_stays_even_when_everything_is_asked_for()
    {
        await OpenAsync();
        MakeWorktree("chk_running", _workspace.Text);
        _time.Pass(TimeSpan.FromHours(20));
        (await CleanAsync("worktrees", "0h")).ShouldBe(default);
    }

    [Fact]
    public async Task What_changed_after_the_plan_is_skipped()
    {
        await OpenAsync();
        MakeWorktree("sess_one", _workspace.Text);
        MakeWorktree("sess_two", _workspace.Text);
        _time.Pass(TimeSpan.FromDays(10));
        var cleaning = Polpo.Get<Cleaning>();
        var plan = await cleaning.PlanAsync(["worktrees"], null, await CallerAsync(), Stop);
        Touch(Polpo.Home.At("gitdirs", "sess_one"));

        var done = (await cleaning.CarryOutAsync(plan, Stop)).Single();

        Cleaning.Foresee(plan).Single().Count.ShouldBe(2);
        (done.Count, done.Skipped).ShouldBe((1, 1));
        Directory.Exists(Polpo.Home.At("worktrees", "sess_one")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_layer_goes_when_it_was_not_used_for_long_and_is_laid_over_nothing()
    {
        await OpenAsync();
        var (layers, worktree) = (Polpo.Get<LayerStore>(), Worktree("sess_one"));
        MakeLayer("unused");
        MakeLayer("mounted");
        layers.Claim("mounted", worktree).ShouldNotBeNull();
        Directory.CreateDirectory(worktree.Path);
        _time.Pass(TimeSpan.FromDays(40));
        MakeLayer("fresh");
        layers.Claim("fresh", worktree).ShouldNotBeNull();

        (await CleanAsync("layers")).ShouldBe(("layers", 1, 0));

        layers.All().Select(layer => layer.Key).ShouldBe(["mounted", "fresh"], ignoreOrder: true);
        Directory.EnumerateFileSystemEntries(Polpo.Home.Folder("layers"), "unused*").ShouldBeEmpty();
        Directory.Delete(worktree.Path);
        (await CleanAsync("layers")).ShouldBe(("layers", 1, 0));
        layers.All().Select(layer => layer.Key).ShouldBe(["fresh"]);
    }

    [Fact]
    public async Task A_layer_that_is_claimed_after_the_plan_stays()
    {
        await OpenAsync();
        MakeLayer("one");
        _time.Pass(TimeSpan.FromDays(40));
        var cleaning = Polpo.Get<Cleaning>();
        var plan = await cleaning.PlanAsync(["layers"], null, await CallerAsync(), Stop);
        plan.Items.Count.ShouldBe(1);
        Polpo.Get<LayerStore>().Claim("one", Worktree("gone")).ShouldNotBeNull();

        (await cleaning.CarryOutAsync(plan, Stop)).Single().Count.ShouldBe(0);
        Polpo.Get<LayerStore>().All().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Downloads_go_when_no_build_used_them_for_long()
    {
        await OpenAsync();
        var caches = Polpo.Get<CacheStore>();
        await KeepAsync("npm");
        await KeepAsync("nuget");
        _time.Pass(TimeSpan.FromDays(40));
        await caches.LendAsync("ws_1", ["npm"], Folder("lent"), Stop);

        (await CleanAsync("caches")).ShouldBe(("caches", 1, 0));

        caches.All().Select(cache => cache.Name).ShouldBe(["npm"]);
        (await caches.RemoveAsync("ws_1", "npm", _time.GetUtcNow() - TimeSpan.FromDays(1), Stop)).ShouldBeFalse();

        Task KeepAsync(string name)
        {
            var home = Folder($"build-{name}");
            var made = Directory.CreateDirectory(Path.Combine(home, KnownCaches.Folder, name)).FullName;
            File.WriteAllText(Path.Combine(made, "package.tgz"), "content");
            return caches.TakeAsync("ws_1", [name], home, trusted: true, Stop);
        }

        string Folder(string name) => Directory.CreateDirectory(Path.Combine(Polpo.Home.Root, name)).FullName;
    }

    [Fact]
    public async Task Beyond_their_size_the_longest_unused_layers_go()
    {
        await OpenAsync();
        foreach (var name in new[] { "oldest", "older", "newest" })
        {
            MakeLayer(name, 500L << 20);
            Polpo.Get<LayerStore>().Claim(name, Worktree("gone")).ShouldNotBeNull();
            _time.Pass(TimeSpan.FromHours(2));
        }

        (await CleanAsync("layers")).ShouldBe(("layers", 1, 0));
        Polpo.Get<LayerStore>().All().Select(layer => layer.Key).ShouldBe(["older", "newest"], ignoreOrder: true);
    }

    [Fact]
    public async Task Sizes_are_told_by_kind_and_workspace_and_a_link_adds_nothing()
    {
        await OpenAsync();
        var path = MakeWorktree("sess_one", _workspace.Text);
        await File.WriteAllBytesAsync(Path.Combine(path, "file"), new byte[5000], Stop);
        File.CreateSymbolicLink(Path.Combine(path, "host"), "/usr");
        File.CreateSymbolicLink(Path.Combine(path, "loop"), path);
        MakeWorktree("sess_foreign", Id<Workspace>.New(_time).Text);

        var sizes = (await Polpo.Api.Storage.GetAsync(Stop)).Sizes;

        var own = sizes.Single(size => size.Kind == "worktrees" && size.Workspace == _workspace.Text);
        own.Bytes.ShouldBeInRange(5000, 6000);
        sizes
            .Single(size => size.Kind == "worktrees" && size.Workspace is null)
            .Count.ShouldBe(1, "not named, but counted");
        sizes.Single(size => size.Kind == "database").Bytes.ShouldBeGreaterThan(4000);
        sizes
            .Select(size => size.Kind)
            .Distinct()
            .ShouldBe(["database", "database-log", "blobs", "worktrees", "subjects", "outputs", "receipts", "logs"]);
    }

    [Fact]
    public async Task What_belongs_to_others_is_not_in_a_persons_plan()
    {
        await OpenAsync();
        MakeWorktree("sess_foreign", Id<Workspace>.New(_time).Text);
        _time.Pass(TimeSpan.FromDays(10));

        (await CleanAsync("worktrees")).ShouldBe(default);
        (await Polpo.Get<Cleaning>().PlanAsync(Stop)).Items.Single().Id.ShouldBe("sess_foreign");
    }

    private async Task OpenAsync() => _workspace = (await Repositories.OpenAsync(Polpo, await CallerAsync(), Stop)).Id;

    private Task<Caller> CallerAsync() => Polpo.Get<Users>().LocalAsync(Stop);

    private async Task<(string? Kind, long Count, long Skipped)> CleanAsync(string kind, string? olderThan = null)
    {
        var foreseen = await Polpo.Api.Storage.CleanAsync(new CleanStorage(true, [kind], olderThan), Stop);
        var done = await Polpo.Api.Storage.CleanAsync(new CleanStorage(false, [kind], olderThan), Stop);
        done.Items.ShouldBe(foreseen.Items);
        return done.Items.Count == 0
            ? default((string?, long, long))
            : (done.Items.Single().Kind, done.Items.Single().Count, done.Items.Single().Skipped);
    }

    private string MakeWorktree(string id, string workspace)
    {
        new Marker(id, workspace, "base").Write(Polpo.Home.Folder("gitdirs", id));
        return Polpo.Home.Folder("worktrees", id);
    }

    private void Touch(string folder) => Directory.SetLastWriteTimeUtc(folder, _time.GetUtcNow().UtcDateTime);

    private Worktree Worktree(string id) =>
        new(id, _workspace, Polpo.Home.At("worktrees", id), "", "", new CommitId(new string('0', 40)));

    private void MakeLayer(string key, long bytes = 10)
    {
        var layers = Polpo.Get<LayerStore>();
        var stage = layers.Stage(key);
        using (var file = File.Create(Path.Combine(stage, "content")))
            file.SetLength(bytes); // sparse
        LayerStore.Seal(new SealedLayer(key, layers.FolderOf(key), [], [], _workspace.Text), stage);
    }
}
