namespace Tongtang.HubServer.Database;

internal static class DatabaseFeature
{
    public static IServiceCollection AddDatabase(this IServiceCollection services)
    {
        services.AddSingleton<HubDatabase>();
        services.AddSingleton<Migrations>();
        services.AddHostedService(provider => provider.GetRequiredService<Migrations>());
        return services;
    }
}
