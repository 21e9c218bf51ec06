"""What listens on which port: by the registry of IANA and the defaults of the software."""

from __future__ import annotations

from dataclasses import dataclass

TCP, UDP = "tcp", "udp"


@dataclass(frozen=True, slots=True)
class Listener:
    """A service by its well-known ports."""

    cause: str
    name: str
    ports: tuple[int, ...]
    protocols: tuple[str, ...] = (TCP,)
    admin: bool = False
    """Whether whoever gets in controls the machine."""
    database: bool = False


# What has a cause of its own.
LISTENERS = (
    Listener("ssh", "SSH", (22,), admin=True),
    Listener("rdp", "RDP", (3389,), admin=True),
    Listener("telnet", "Telnet", (23,), admin=True),
    Listener("winrm", "WinRM", (5985, 5986), admin=True),
    Listener("vnc", "VNC", (5500, 5900), admin=True),
    Listener("ftp-data", "FTP data", (20,), admin=True),
    Listener("ftp", "FTP", (21,), admin=True),
    Listener("smb", "SMB", (445,), (TCP, UDP), admin=True),
    Listener("mysql", "MySQL", (3306,), database=True),
    Listener("postgresql", "PostgreSQL", (5432,), database=True),
    Listener("mssql", "SQL Server", (1433, 1434), (TCP, UDP), database=True),
    Listener("oracle", "Oracle", (1521, 2483, 2484), (TCP, UDP), database=True),
    Listener("mongodb", "MongoDB", (27017, 27018, 27019), database=True),
    Listener("redis", "Redis", (6379,), database=True),
    Listener("memcached", "Memcached", (11211,), (TCP, UDP), database=True),
    Listener("elasticsearch", "Elasticsearch", (9200, 9300), database=True),
    Listener("sql-analysis", "SQL Server Analysis Services", (2383,), database=True),
    Listener("msql", "mSQL", (4333,), database=True),
    Listener("dns", "DNS", (53,), (TCP, UDP)),
    Listener("smtp", "SMTP", (25,)),
    Listener("http", "HTTP", (80,)),
    Listener("https", "HTTPS", (443,), (TCP, UDP)),
)

# Further services that should not be met on the internet, or that give away data or control where they are.
SENSITIVE = {
    88: "Kerberos", 110: "POP3", 111: "RPC", 115: "SFTP (simple)", 135: "RPC endpoint mapper", 137: "NetBIOS names",
    138: "NetBIOS datagrams", 139: "NetBIOS sessions", 161: "SNMP", 162: "SNMP traps", 389: "LDAP", 512: "rexec",
    513: "rlogin", 514: "rsh and syslog", 636: "LDAP over TLS", 873: "rsync", 1434: "SQL Server browser", 2049: "NFS",
    2375: "Docker", 2376: "Docker over TLS", 2379: "etcd", 2380: "etcd peers", 2382: "SQL Server browser",
    3000: "development servers", 3020: "CIFS", 3268: "global catalogue", 4505: "Salt", 4506: "Salt",
    5000: "registries and development servers", 5601: "Kibana", 6443: "Kubernetes", 7000: "Cassandra",
    7001: "Cassandra and WebLogic", 7199: "Cassandra JMX", 8000: "alternative HTTP", 8020: "HDFS",
    8080: "alternative HTTP",
    8086: "InfluxDB", 8140: "Puppet", 8443: "alternative HTTPS", 8500: "Consul", 8888: "notebooks and proxies",
    9000: "Hadoop and Portainer", 9042: "Cassandra", 9090: "Prometheus", 9092: "Kafka", 9160: "Cassandra",
    10250: "kubelet", 11214: "Memcached over TLS", 11215: "Memcached over TLS", 15672: "RabbitMQ management",
    50070: "HDFS", 50470: "HDFS", 61620: "OpsCenter", 61621: "OpsCenter",
}

FURTHER_ADMIN = frozenset({115, 137, 138, 139, 512, 513, 514, 2049, 2375, 2376, 6443, 10250})
"""Of those: remote access to files or to a shell."""

# Well known and meant for everybody, or at least for clients elsewhere.
ORDINARY = frozenset({
    37, 43, 79, 123, 143, 194, 465, 500, 587, 853, 989, 990, 992, 993, 995, 1194, 1701, 1723, 1812, 1813, 1883, 3478,
    4500, 5060, 5061, 5222, 5269, 5671, 5672, 8883, 51820,
})

NAMES = {port: listener.name for listener in LISTENERS for port in listener.ports}
KNOWN = frozenset({*NAMES, *SENSITIVE, *ORDINARY})
"""Every port that one of the tables names: the rest has no well-known service."""
