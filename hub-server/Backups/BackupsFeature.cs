namespace Tongtang.HubServer.Backups;

/// <summary>Copies of what the hub knows, and how it comes back from one.</summary>
internal static class BackupsFeature
{
    public static IServiceCollection AddBackups(this IServiceCollection services) => services.AddSingleton<StoreGeneration>();
}
