using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

internal static class AgentsFeature
{
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddSingleton(provider => HubAuthority.Open(provider.GetRequiredService<DataFolder>()["ca"], provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AgentTls>();
        services.AddSingleton<AgentRegistry>();
        services.AddSingleton<CertificateAdoption>();
        services.AddSingleton<AgentGate>();
        services.AddLoop<RevocationWatch>();
        services.AddSingleton<JoinCodes>();
        services.AddSingleton<RecoveryNonces>();
        services.AddSingleton<CertificateDesk>();
        services.AddSingleton<EnrolmentDesk>();
        services.AddSingleton<PresenceHistory>();
        services.AddLoop<RoomRows>();
        services.AddSingleton<AgentPresence>();
        services.AddSingleton<PlaceNames>();
        services.AddSingleton<AgentCommands>();
        services.AddSingleton<PictureBoard>();
        services.AddSingleton<QuarantineDesk>();
        services.AddSingleton<DuplicateWatch>();
        services.AddSingleton<LinkAdmission>();
        services.AddSingleton<LinkMessages>();
        services.AddSingleton<LinkCalls>();
        return services;
    }

    public static void MapAgents(this WebApplication app)
    {
        var enrolment = app.Services.GetRequiredService<EnrolmentDesk>();
        var certificates = app.Services.GetRequiredService<CertificateDesk>();
        app.MapGrpc(EnrolmentReflection.Descriptor.Services[0], service => service
            .Unary<EnrolRequest, EnrolReply>("Enrol", enrolment.EnrolAsync)
            .Unary<RenewRequest, RenewReply>("Renew", certificates.RenewAsync)
            .Unary<ChallengeRequest, ChallengeReply>("Challenge", certificates.ChallengeAsync)
            .Unary<RecoverRequest, RenewReply>("Recover", certificates.RecoverAsync)).ForAgents();
        // A box compares it with its join code before it sends the code's secret to anybody.
        app.MapGet("/ca.crt", (HubAuthority authority) => TypedResults.Bytes(authority.CertificateDer, "application/pkix-cert")).ForAgents().ExcludeFromDescription();
        app.Services.GetRequiredService<LinkCalls>().Map(app).ForAgents();
        app.MapUnknownGrpc().ForAgents();
        app.MapRoomAgents();
        app.MapQuarantine();
    }
}
