namespace Polpo.Client;

/// <summary>People; each is named by id or by name.</summary>
public sealed class UserRoutes
{
    private readonly Api _api;

    internal UserRoutes(Api api) => _api = api;

    public Task<Page<UserView>> ListAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<UserView>>("users", cancellationToken);

    public Task<UserView> AddAsync(AddUser user, CancellationToken cancellationToken = default) =>
        _api.PostAsync<UserView>("users", user, cancellationToken);

    public Task<UserView> SetRolesAsync(
        string user,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken = default
    ) => _api.PutAsync<UserView>(Path(user, "/roles"), new SetRoles(roles), cancellationToken);

    /// <summary>Nobody gets in as this person any more.</summary>
    public Task<UserView> DisableAsync(string user, CancellationToken cancellationToken = default) =>
        _api.PostAsync<UserView>(Path(user, "/disable"), null, cancellationToken);

    public Task<UserView> EnableAsync(string user, CancellationToken cancellationToken = default) =>
        _api.PostAsync<UserView>(Path(user, "/enable"), null, cancellationToken);

    /// <summary>A link that signs this person's browser in, once, within ten minutes.</summary>
    public Task<SignInLinkView> MakeSignInLinkAsync(string user, CancellationToken cancellationToken = default) =>
        _api.PostAsync<SignInLinkView>(Path(user, "/sign-in-links"), null, cancellationToken);

    private static string Path(string user, string rest) => $"users/{Uri.EscapeDataString(user)}{rest}";
}
