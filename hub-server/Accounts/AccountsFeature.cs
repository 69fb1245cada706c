using Microsoft.AspNetCore.Authorization;

namespace Tongtang.HubServer.Accounts;

/// <summary>Who may use the hub, and how they prove it.</summary>
internal static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddAccountStores();
        services.AddSingleton<FirstAccounts>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<SignInEndpoint>();
        services.AddSingleton<PasswordChange>();
        services.AddSingleton<SignInGate>();
        services.AddSingleton<AccountLists>();
        services.AddSingleton<AccountDesk>();
        services.AddSingleton<RoleGiving>();
        services.AddSingleton<AccountImports>();
        services.AddSingleton<OwnSessions>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<LinkSignIn>();
        services.AddHostedService<LookKeys>();
        services.AddSingleton(Console.Out);
        services.AddSingleton<SetupLink>();
        services.AddHostedService(provider => provider.GetRequiredService<SetupLink>());
        // The core only: AddAuthentication would bring data protection along, whose keys nothing here uses.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = CallerAuthentication.Name;
            options.AddScheme<CallerAuthentication>(CallerAuthentication.Name, null);
        });
        services.AddWebEncoders();
        services.AddTransient<CallerAuthentication>();
        // Every route asks for a caller who has the right it names; those that do not say AllowAnonymous.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new RightRequirement()).Build());
        return services;
    }

    /// <summary>What the command line needs, too.</summary>
    public static IServiceCollection AddAccountStores(this IServiceCollection services)
    {
        services.AddSingleton(provider => AccountProfile.Of(provider.GetRequiredService<AccountSettings>()));
        services.AddSingleton<AccountStore>();
        services.AddSingleton<AccountLinks>();
        services.AddSingleton<CallerStore>();
        services.AddSingleton<TokenStore>();
        services.AddSingleton<TreePlaces>();
        services.AddSingleton<Passwords>();
        return services;
    }

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("accounts");
        api.MapSetup();
        api.MapGroup("/session").MapSessions();
        OwnSessions.Map(api.MapGroup("/sessions"));
        api.MapGroup("/accounts").MapAccountList();
        api.MapGroup("/tokens").MapTokens();
    }
}
