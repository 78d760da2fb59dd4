namespace Polpo.Client;

public sealed class ScheduleRoutes
{
    private readonly Api _api;

    internal ScheduleRoutes(Api api) => _api = api;

    public Task<ScheduleView> CreateAsync(CreateSchedule schedule, CancellationToken cancellationToken = default) =>
        _api.PostAsync<ScheduleView>("schedules", schedule, cancellationToken);

    /// <summary>Newest first. <paramref name="after"/> is the <c>next</c> of the page before.</summary>
    public Task<Page<ScheduleView>> ListAsync(
        string? workspace = null,
        int? take = null,
        string? after = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<ScheduleView>>(
            "schedules" + Api.Query(("workspace", workspace), ("take", take), ("after", after)),
            cancellationToken
        );

    public Task<ScheduleView> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<ScheduleView>(Path(id), cancellationToken);

    /// <param name="revision">The one that was seen; null: whichever there is.</param>
    public Task<ScheduleView> ChangeAsync(
        string id,
        PatchSchedule change,
        int? revision = null,
        CancellationToken cancellationToken = default
    ) => _api.SendAsync<ScheduleView>(HttpMethod.Patch, Path(id), change, revision, cancellationToken);

    public Task<ScheduleView> PauseAsync(
        string id,
        int? revision = null,
        CancellationToken cancellationToken = default
    ) => _api.SendAsync<ScheduleView>(HttpMethod.Post, Path(id) + "/pause", null, revision, cancellationToken);

    public Task<ScheduleView> ResumeAsync(
        string id,
        int? revision = null,
        CancellationToken cancellationToken = default
    ) => _api.SendAsync<ScheduleView>(HttpMethod.Post, Path(id) + "/resume", null, revision, cancellationToken);

    /// <summary>Answers the schedule as it was at its end; its history stays.</summary>
    public Task<ScheduleView> DeleteAsync(
        string id,
        int? revision = null,
        CancellationToken cancellationToken = default
    ) => _api.SendAsync<ScheduleView>(HttpMethod.Delete, Path(id), null, revision, cancellationToken);

    /// <summary>Starts a run now. The same key again is the same run.</summary>
    public Task<ScheduleRunView> RunAsync(
        string id,
        string? idempotencyKey = null,
        CancellationToken cancellationToken = default
    ) => _api.PostAsync<ScheduleRunView>(Path(id) + "/runs", new RunSchedule(idempotencyKey), cancellationToken);

    /// <summary>Newest first. <paramref name="after"/> is the <c>next</c> of the page before.</summary>
    public Task<Page<ScheduleRunView>> RunsAsync(
        string id,
        int? take = null,
        string? after = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<ScheduleRunView>>(
            Path(id) + "/runs" + Api.Query(("take", take), ("after", after)),
            cancellationToken
        );

    private static string Path(string id) => $"schedules/{Uri.EscapeDataString(id)}";
}
