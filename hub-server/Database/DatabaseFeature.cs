namespace Tongtang.HubServer.Database;

internal static class DatabaseFeature
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, string folder)
    {
        services.AddSingleton(new DataFolder(folder));
        services.AddSingleton<HubDatabase>();
        services.AddSingleton<Migrations>();
        services.AddHostedService(provider => provider.GetRequiredService<Migrations>());
        return services;
    }
}
