namespace Tongtang.EdgeAgent.Broker;

/// <summary>The mosquitto.conf of the box's own broker. Pure.</summary>
internal static class BrokerConfiguration
{
    /// <param name="folder">Where it keeps everything; only the agent's account may look inside.</param>
    /// <param name="account">The account of the agent: Mosquitto started by root would go over to another one that cannot read the folder.</param>
    public static string Write(string folder, string listen, int port, string account) => $"""
        # Written by the box at every start; changes are lost. Settings: section "Broker".
        listener {port} {listen}
        user {account}
        allow_anonymous false
        password_file {Path.Combine(folder, "passwords")}
        acl_file {Path.Combine(folder, "access")}
        log_dest stderr
        log_type error
        log_type warning
        connection_messages false
        sys_interval 0
        # What it keeps is bounded: as much memory as this in all, and by one device that does not listen as much as that.
        memory_limit 67108864
        message_size_limit 262144
        max_connections 500
        max_queued_messages 1000
        max_queued_bytes 4194304
        # 2.0.11 sends no more QoS 2 messages after so many, once they were under way at the same time.
        max_inflight_messages 1000
        # A message comes once, however many filters of a client match it.
        allow_duplicate_messages false
        persistence true
        persistence_location {folder}{Path.DirectorySeparatorChar}
        persistence_file retained.db
        persistent_client_expiration 7d
        autosave_interval 300

        """;
}
