namespace Polpo.Client;

public sealed class ServerRoutes
{
    private readonly Api _api;

    internal ServerRoutes(Api api) => _api = api;

    public Task<ServerStatus> StatusAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<ServerStatus>("status", cancellationToken);

    /// <summary>What is there for sandboxes, models and storage, and what to do about what is missing.</summary>
    public Task<DoctorReport> DoctorAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<DoctorReport>("doctor", cancellationToken);

    /// <summary>A link that signs a browser in, once, within ten minutes.</summary>
    public Task<SignInLinkView> MakeSignInLinkAsync(CancellationToken cancellationToken = default) =>
        _api.PostAsync<SignInLinkView>("sign-in-links", null, cancellationToken);
}
