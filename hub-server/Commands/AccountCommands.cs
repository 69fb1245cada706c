using System.CommandLine;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Commands;

/// <summary>
/// Tokens and accounts from the command line, straight in the database: for whoever owns the data folder, such as the
/// person who locked himself out, or a script. The hub may run meanwhile.
/// </summary>
internal sealed class AccountCommands(SettingOptions settings)
{
    private const int Refused = 1;

    private static readonly string RolesAllowed = $"--role allows {Words.All<Role>()}.";

    private readonly Option<string> _name = new("--name") { Description = "A name for it.", Required = true };
    private readonly Option<string> _scope = new("--scope") { Description = "hub, region:ID or school:ID.", DefaultValueFactory = _ => "hub" };
    private readonly Option<string[]> _roles = new("--role") { Description = "What it may do there, may be repeated; those in charge of the place when not given.", AllowMultipleArgumentsPerToken = true };

    public IEnumerable<Command> All()
    {
        var token = new Command("token", "Tokens for programs.");
        var createToken = new Command("create", "Makes a token and prints it, once.") { _name, _scope, _roles };
        createToken.SetAction((parsed, ct) => WithStoresAsync(parsed, services => CreateTokenAsync(services, parsed, ct), ct));
        token.Subcommands.Add(createToken);

        var account = new Command("account", "People's accounts.");
        var createAccount = new Command("create", "Makes an account and prints a one-time link to choose its password.") { _name, _scope, _roles };
        createAccount.SetAction((parsed, ct) => WithStoresAsync(parsed, services => CreateAccountAsync(services, parsed, ct), ct));
        var reset = new Command("reset-password", "Prints a one-time link to choose a new password; the old one works until then.") { _name };
        reset.SetAction((parsed, ct) => WithStoresAsync(parsed, services => ResetAsync(services, parsed, parsed.GetValue(_name)!, ct), ct));
        var names = new Option<string[]>("--name") { Description = "Whose, may be repeated.", Required = true, AllowMultipleArgumentsPerToken = true };
        var signIn = new Command("sign-in-link", "Prints for each account a one-time link that signs in without a password; for trying roles.") { names };
        signIn.SetAction((parsed, ct) => WithStoresAsync(parsed, services => SignInLinksAsync(services, parsed, parsed.GetValue(names)!, ct), ct));
        account.Subcommands.Add(signIn);
        account.Subcommands.Add(createAccount);
        account.Subcommands.Add(reset);
        return [token, account];
    }

    private async Task<int> WithStoresAsync(ParseResult parsed, Func<IServiceProvider, Task<string?>> work, CancellationToken cancellationToken)
    {
        var configuration = settings.Read(parsed);
        var folder = SettingsReader.Read<WebSettings>(configuration, "Hub").DataFolder;
        // A mistyped folder would become a second, empty hub, and its token would be good for nothing.
        if (!Directory.Exists(folder)) throw new CannotStartException($"There is no folder {Path.GetFullPath(folder)}; name the hub's data folder with --data.");
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddDataFolder(services.AddSettings<WebSettings>(configuration, "Hub").DataFolder);
        services.AddDatabase(services.AddSettings<DatabaseSettings>(configuration, "Database"));
        services.AddSettings<AccountSettings>(configuration, "Accounts");
        services.AddAccountStores();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<LinkSignIn>();
        services.AddSingleton<AuditChain>();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Migrations>().RunAsync(cancellationToken);
        if (await work(provider) is not { } printed) return Refused;
        await parsed.InvocationConfiguration.Output.WriteLineAsync(printed);
        return 0;
    }

    private async Task<string?> CreateTokenAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (NameRule.Check(parsed.GetValue(_name), "--name", out var name) is { } problem) return await RefuseAsync(parsed, problem.ProblemDetails.Detail!);
        if (ParsePlace(parsed.GetValue(_scope)!) is not { } place) return await RefuseAsync(parsed, "--scope allows hub, region:ID or school:ID.");
        if (Roles(services, parsed, place) is not { } roles) return await RefuseAsync(parsed, RolesAllowed);
        var made = await services.GetRequiredService<TokenStore>().CreateAsync(name, place, roles, null, null, cancellationToken);
        return made is var (_, token) ? token : await RefuseAsync(parsed, "There is no such region or school.");
    }

    private async Task<string?> CreateAccountAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (NameRule.Check(parsed.GetValue(_name), "--name", out var name) is { } problem) return await RefuseAsync(parsed, problem.ProblemDetails.Detail!);
        if (ParsePlace(parsed.GetValue(_scope)!) is not { } place) return await RefuseAsync(parsed, "--scope allows hub, region:ID or school:ID.");
        if (Roles(services, parsed, place) is not { } roles) return await RefuseAsync(parsed, RolesAllowed);
        if (await services.GetRequiredService<TreePlaces>().FindAsync(place, cancellationToken) is null) return await RefuseAsync(parsed, "There is no such region or school.");
        var assignments = roles.Select(role => new Assignment(role, place)).ToList();
        if (services.GetRequiredService<AccountProfile>().Mixes(assignments)) return await RefuseAsync(parsed, "Under the profile mlps nobody is two of system-administrator, security-administrator and auditor.");
        var hash = await services.GetRequiredService<Passwords>().UnknownAsync(cancellationToken);
        var accounts = services.GetRequiredService<AccountStore>();
        if (await accounts.CreateAsync(name, hash, assignments, cancellationToken) is null) return await RefuseAsync(parsed, $"There is an account {name} already, or one whose name looks like it.");
        return await ResetAsync(services, parsed, name, cancellationToken);
    }

    private static async Task<string?> ResetAsync(IServiceProvider services, ParseResult parsed, string name, CancellationToken cancellationToken)
    {
        var accounts = services.GetRequiredService<AccountStore>();
        if (await accounts.FindAsync(name, cancellationToken) is not { } account)
            return await RefuseAsync(parsed, $"There is no account {name}.");
        var secret = await services.GetRequiredService<AccountLinks>().NewResetLinkAsync(account.Id, cancellationToken);
        return $"{PublicAddress.Of(services.GetRequiredService<WebSettings>(), null)}/reset-password#token={secret}";
    }

    /// <summary>All, or none when one of them may not have one.</summary>
    private static async Task<string?> SignInLinksAsync(IServiceProvider services, ParseResult parsed, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var links = services.GetRequiredService<AccountLinks>();
        var chain = services.GetRequiredService<AuditChain>();
        var owners = new List<Account>();
        foreach (var name in names)
        {
            if (await services.GetRequiredService<AccountStore>().FindAsync(name, cancellationToken) is not { } account) return await RefuseAsync(parsed, $"There is no account {name}.");
            if (await services.GetRequiredService<SecondFactor>().IsOnAsync(account.Id, cancellationToken) || await services.GetRequiredService<LinkSignIn>().NeedsFactorAsync(account.Id, cancellationToken))
                return await RefuseAsync(parsed, $"{name} signs in with a second factor, which a link would be a way round.");
            owners.Add(account);
        }
        var lines = new List<string>();
        foreach (var account in owners)
        {
            var secret = await links.NewSignInLinkAsync(
                account.Id, async connection => await chain.AppendAsync(connection, AuditRow.Of(new Actor(ActorKind.CommandLine, "", Environment.UserName, ""), AuditAction.Share, "signInLink", await AuditThings.FindAsync(connection, "account", [account.Id]), AuditOutcome.Done)), cancellationToken);
            lines.Add($"{PublicAddress.Of(services.GetRequiredService<WebSettings>(), null)}/sign-in#token={secret}");
        }
        return string.Join(Environment.NewLine, lines);
    }

    private static async Task<string?> RefuseAsync(ParseResult parsed, string why)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(why);
        return null;
    }

    /// <summary>Null when one of them is no role.</summary>
    private IReadOnlyList<Role>? Roles(IServiceProvider services, ParseResult parsed, TreePlace place)
    {
        var words = parsed.GetValue(_roles) ?? [];
        if (words.Length == 0) return RoleRights.InCharge(place.Kind, services.GetRequiredService<AccountProfile>().AdministratorsApart);
        return Words.TryEnums<Role>(string.Join(',', words), out var known) ? [.. known!.Select(Words.Enum<Role>)] : null;
    }

    private static TreePlace? ParsePlace(string text) => text.Split(':') switch
    {
        ["hub"] => TreePlace.Hub,
        ["region", { Length: > 0 } id] => new TreePlace(ScopeKind.Region, id),
        ["school", { Length: > 0 } id] => new TreePlace(ScopeKind.School, id),
        _ => null,
    };
}
