using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Database;

internal static class DatabaseFeature
{
    public static IServiceCollection AddDatabase(this IServiceCollection services)
    {
        services.AddSingleton<HubDatabase>();
        services.AddPulse<HubDatabase>("database", (database, cancellationToken) => database.WriteAsync(_ => Task.CompletedTask, cancellationToken));
        services.AddSingleton<Migrations>();
        services.AddHostedService(provider => provider.GetRequiredService<Migrations>());
        return services;
    }
}
