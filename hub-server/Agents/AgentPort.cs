using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Agents;

/// <summary>What the listener for boxes needs: the authority, and TLS with its certificates.</summary>
internal static class AgentPort
{
    public static IServiceCollection AddAgentPort(this IServiceCollection services)
    {
        services.AddSingleton(provider => HubAuthority.Open(provider.GetRequiredService<DataFolder>()["authority"], provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AgentTls>();
        return services;
    }
}
