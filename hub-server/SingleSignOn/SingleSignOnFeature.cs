namespace Tongtang.HubServer.SingleSignOn;

/// <summary>People sign in at the district's identity provider, and are here what it says of them.</summary>
internal static class SingleSignOnFeature
{
    public static void AddSingleSignOn(this IServiceCollection services)
    {
        services.AddSingleton<IdentityProvider>();
        services.AddSingleton<ProvidedAccounts>();
        services.AddSingleton<RoleMapping>();
        services.AddSingleton<SingleSignOnDesk>();
    }
}
