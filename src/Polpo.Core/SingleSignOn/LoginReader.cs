using System.Globalization;
using Polpo.Core.Access.Keys;
using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn;

/// <summary>Reads the settings, and says at the start all that is wrong with them.</summary>
internal sealed class LoginReader(Func<string, string?> read)
{
    public const string Prefix = "Login__";

    private static readonly char[] Separators = [',', ' ', ';'];

    private readonly List<string> _faults = [];

    public LoginSettings? Read(KeyOptions environment)
    {
        if (Flag("EnableTestLogin", false))
            _faults.Add(
                environment == KeyOptions.Live
                    ? "Login:EnableTestLogin lets anybody in without a sign-in; in production it is refused. Take it out"
                    : "Login:EnableTestLogin has no use here: `polpo user link NAME` signs a test's browser in. Take it out"
            );
        var settings = read("ClientId") is { } client ? Settings(client) : null;
        if (_faults.Count > 0)
            throw new RefusedException(
                Refusal.Invalid,
                $"The sign-in settings (environment variables {Prefix}…) cannot be used:\n- {string.Join(".\n- ", _faults)}."
            );
        return settings;
    }

    private LoginSettings Settings(string client)
    {
        var type = Type();
        var tenant = read("TenantId");
        var settings = new LoginSettings
        {
            Type = type,
            ClientId = client,
            ClientSecret = read("ClientSecret") is { } secret ? new Secret(secret) : null,
            Authority = Authority(type, tenant),
            TenantId = tenant,
            DisplayName = type == LoginType.OpenIdConnect ? read("OidcDisplayName") ?? "SSO" : $"{type}",
            Scopes = Words("OidcScopes"),
            ClientUrl = ClientUrl(),
            Seamless = Flag("EnableSeamlessSso", false),
            AllowNewUsers = Flag("AllowNewUsers", true),
            AllowedDomains = [.. Words("AllowedDomains").Select(domain => domain.TrimStart('@').ToLowerInvariant())],
            DefaultRole = read("DefaultRole"),
            GroupsClaim = read("GroupsClaim") ?? "groups",
            GroupRoles = GroupRoles(),
            AllowPrivateIssuer = Flag("AllowPrivateIssuer", false),
            AccessLife = TimeSpan.FromMinutes(Number("AccessTokenMinutesLifetime", 15, 60)),
            RefreshLife = TimeSpan.FromDays(Number("RefreshTokenDaysLifetime", 7, 90)),
        };
        Check(settings);
        return settings;
    }

    private void Check(LoginSettings settings)
    {
        var isOpenToAll =
            settings.Type is LoginType.Google or LoginType.GitHub
            || settings is { Type: LoginType.Microsoft, IsOneTenant: false };
        if (isOpenToAll && settings is { AllowNewUsers: true, AllowedDomains.Count: 0 })
            _faults.Add(
                $"everybody in the world can have an account at {settings.DisplayName}. Say with Login:AllowedDomains whose may come in, or set Login:AllowNewUsers to false"
            );
        if (settings is { Type: LoginType.Microsoft, IsOneTenant: false, AllowedDomains.Count: > 0 })
            _faults.Add(
                "addresses are confirmed by nobody where any Microsoft directory may come in. Name your directory with Login:TenantId"
            );
        if (settings is { Type: LoginType.GitHub, GroupRoles.Count: > 0 })
            _faults.Add("GitHub tells of no groups. Take Login:GroupRoles out");
    }

    private LoginType Type()
    {
        var name = read("LoginType") ?? nameof(LoginType.Google);
        if (
            Enum.GetNames<LoginType>().FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase)) is
            { } known
        )
            return Enum.Parse<LoginType>(known);
        _faults.Add(
            $"Login:LoginType is \"{name}\"; it must be one of {string.Join(", ", Enum.GetNames<LoginType>())}"
        );
        return LoginType.OpenIdConnect;
    }

    private string Authority(LoginType type, string? tenant)
    {
        var usual = type switch
        {
            LoginType.Google => "https://accounts.google.com",
            LoginType.GitHub => "https://github.com",
            LoginType.Microsoft when tenant is not null =>
                $"https://login.microsoftonline.com/{Uri.EscapeDataString(tenant)}/v2.0",
            _ => null,
        };
        if (type == LoginType.Microsoft && tenant is null)
            _faults.Add("Microsoft needs Login:TenantId: your directory's id, or common");
        var text = read("Authority") ?? usual;
        if (text is null)
        {
            if (type == LoginType.OpenIdConnect)
                _faults.Add("Login:Authority, the issuer's address, is missing");
            return "https://missing.invalid";
        }
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            || uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length > 0
        )
            _faults.Add($"Login:Authority is \"{text}\"; it must be an address such as https://login.example.com");
        return text;
    }

    private Uri? ClientUrl()
    {
        if (read("ClientUrl") is not { } text)
            return null;
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && uri.PathAndQuery == "/"
            && uri.UserInfo.Length + uri.Fragment.Length == 0
        )
            return uri;
        _faults.Add($"Login:ClientUrl is \"{text}\"; it must be the page's address, such as https://polpo.example.com");
        return null;
    }

    private List<(string, string)> GroupRoles()
    {
        var pairs = new List<(string, string)>();
        foreach (
            var entry in (read("GroupRoles") ?? "")
                .Split(';', ',')
                .Select(one => one.Trim())
                .Where(one => one.Length > 0)
        )
        {
            if (entry.LastIndexOf('=') is > 0 and var at && at < entry.Length - 1)
                pairs.Add((entry[..at].Trim(), entry[(at + 1)..].Trim()));
            else
                _faults.Add($"Login:GroupRoles has \"{entry}\"; it must be group=Role; other-group=Role");
        }
        return pairs;
    }

    private string[] Words(string name) =>
        (read(name) ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private bool Flag(string name, bool otherwise)
    {
        if (read(name) is not { } text)
            return otherwise;
        if (!bool.TryParse(text, out var value))
            _faults.Add($"Login:{name} is \"{text}\"; it must be true or false");
        return value;
    }

    private int Number(string name, int otherwise, int most)
    {
        if (read(name) is not { } text)
            return otherwise;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1
            && number <= most
        )
            return number;
        _faults.Add($"Login:{name} is \"{text}\"; it must be a whole number from 1 to {most}");
        return otherwise;
    }
}
