"""What no schema knows of the files in deploy/: that they fit together, and keep what docs/deploying.md promises."""

import re
import sys
import tomllib
from pathlib import Path

import yaml

# What is under way, the letter in hand, the database: see docs/operating.md, "Stopping".
FINISH = 10 + 28 + 3
faults = []


def must(holds, what):
    if not holds:
        faults.append(what)


def seconds(text):
    amount, unit = re.fullmatch(r"(\d+)(s|m)?", str(text)).groups()
    return int(amount) * (60 if unit == "m" else 1)


def compose():
    text = Path("docker-compose.yml").read_text()
    must("${" not in text, "docker-compose.yml: a variable that somebody would have to set")
    file = yaml.safe_load(text)
    settings = tomllib.loads(Path("deploy/compose/gatefold.toml").read_text())
    caddy = file["services"]["caddy"]["networks"]["front"]["ipv4_address"]
    must(settings["trusted_proxies"] == [caddy], "compose: Gatefold does not trust the proxy's address, and no other")
    published = {name: service["ports"] for name, service in file["services"].items() if "ports" in service}
    must(list(published) == ["caddy"], f"compose: ports of {list(published)} are published")
    must(all(port.startswith("127.0.0.1:") for port in published["caddy"]), "compose: published beyond this machine")
    for name, service in file["services"].items():
        def of(holds, what):
            must(holds, f"compose: {name}: {what}")

        of(service.get("read_only") is True, "its root can be written")
        of(service.get("cap_drop") == ["ALL"], "keeps capabilities")
        of("no-new-privileges:true" in service.get("security_opt", []), "may gain privileges")
        of(not re.search(r"(:latest|^[^:]+)$", service["image"]) or service["image"] == "gatefold", "an image without a tag")
        once = service.get("restart") == "no"
        of(once or "healthcheck" in service, "has no health check")
        of(once or service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory", "pids"}, "has no limits")
        for other in service.get("depends_on", {}):
            of(other in file["services"], f"waits for {other}, which is none")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            exists = Path(source).exists() if source.startswith(".") else source in file["volumes"]
            of(exists, f"{source} is not there")
        for network in service.get("networks", []):
            of(network in file["networks"], f"{network} is no network")
        for variable, value in service.get("environment", {}).items():
            secret = re.search("SECRET|PASSWORD|TOKEN|KEY$", variable)
            of(not secret or variable.endswith("_FILE") or str(value).startswith("/"), f"{variable} holds a secret")
        if service["image"] == "gatefold" and not once:
            of(seconds(service["stop_grace_period"]) > settings["drain_seconds"] + FINISH, "is killed before it is done")
            of(service["depends_on"]["migrate"]["condition"] == "service_completed_successfully", "does not wait for migrate")


def kubernetes():
    documents = list(yaml.safe_load_all(Path("deploy/kubernetes/gatefold.yaml").read_text()))
    of_kind = {document["kind"]: document for document in documents}
    settings = tomllib.loads(of_kind["ConfigMap"]["data"]["gatefold.toml"])
    deployment = of_kind["Deployment"]["spec"]
    pod = deployment["template"]["spec"]
    labels = deployment["template"]["metadata"]["labels"].items()
    must("Secret" not in of_kind, "kubernetes: a Secret in the file")
    grace = pod["terminationGracePeriodSeconds"]
    must(grace > settings["drain_seconds"] + FINISH, "kubernetes: an instance is killed before it is done")
    for kind in ("Deployment", "PodDisruptionBudget"):
        must(of_kind[kind]["spec"]["selector"]["matchLabels"].items() <= labels, f"kubernetes: {kind} selects nothing")
    must(of_kind["Service"]["spec"]["selector"].items() <= labels, "kubernetes: Service selects nothing")
    selected = of_kind["NetworkPolicy"]["spec"]["podSelector"]["matchExpressions"][0]["values"]
    for kind in ("Deployment", "Job"):
        template = of_kind[kind]["spec"]["template"]
        must(template["metadata"]["labels"]["app.kubernetes.io/name"] in selected, f"kubernetes: no network rules for {kind}")
        spec = template["spec"]
        must(spec["securityContext"] == pod["securityContext"], "kubernetes: Job and Deployment differ in their guard")
        container = spec["containers"][0]
        volumes = {volume["name"] for volume in spec["volumes"]}
        must({mount["name"] for mount in container["volumeMounts"]} == volumes, f"kubernetes: volumes of {kind}")
        must(container["image"] == pod["containers"][0]["image"], "kubernetes: Job and Deployment differ in their image")
        must(container["securityContext"]["readOnlyRootFilesystem"] is True, f"kubernetes: {kind} can write its root")
    ports = {port["containerPort"] for port in pod["containers"][0]["ports"]}
    listens = {int(settings[name].rsplit(":", 1)[1]) for name in ("listen", "metrics_listen")}
    allowed = {port["port"] for rule in of_kind["NetworkPolicy"]["spec"]["ingress"] for port in rule["ports"]}
    must(ports == listens == allowed, f"kubernetes: ports differ: {ports}, {listens}, {allowed}")
    must(of_kind["Job"]["metadata"]["name"].endswith(pod["containers"][0]["image"].rsplit(":", 1)[1]), "kubernetes: Job's name")
    return of_kind["ConfigMap"]["data"]["gatefold.toml"]


def systemd():
    unit = Path("deploy/systemd/gatefold.service").read_text()
    must(seconds(re.search(r"^TimeoutStopSec=(.*)$", unit, re.M)[1]) > FINISH, "systemd: killed before it is done")


def litestream():
    file = yaml.safe_load(Path("deploy/litestream/litestream.yml").read_text())
    must(set(file) == {"snapshot", "dbs"} and len(file["dbs"]) == 1, "litestream.yml: not the words that it knows")
    must(set(file["dbs"][0]) == {"path", "replica"}, "litestream.yml: not the words that it knows")


def one_logging_rule():
    """The proxies' rules for what is logged stand in two Caddyfiles: a global block cannot be imported."""
    blocks = []
    for file in ("deploy/caddy/Caddyfile", "deploy/compose/Caddyfile"):
        block = re.search(r"\tservers \{.*?\n\}\n", Path(file).read_text(), re.S)[0]
        blocks.append([line for line in block.splitlines() if line.strip() and not line.strip().startswith("#")])
    must(blocks[0] == blocks[1], "the two Caddyfiles differ in what they log and bear")


compose()
kubernetes()
systemd()
litestream()
one_logging_rule()
for fault in faults:
    print(f"FAULT {fault}")
if len(sys.argv) > 1:
    # For the program itself to read: the settings that stand within another file.
    Path(sys.argv[1]).write_text(kubernetes())
sys.exit(1 if faults else 0)
