// A HashiCorp Vault on loopback for Galley's tests: all in memory, with the KV engine and the JWT login alone, so that it
// builds in minutes. Prints one line of JSON with its address and root token, and serves until its input ends.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/go-hclog"
	jwt "github.com/hashicorp/vault-plugin-auth-jwt"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/internalshared/configutil"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/inmem"
	"github.com/hashicorp/vault/vault"
)

var secrets = map[string]logical.Factory{"kv": kv.Factory}
var logins = map[string]logical.Factory{"jwt": jwt.Factory}

// builtins tells the server which plugins it has within itself.
type builtins struct{}

func (builtins) factories(kind consts.PluginType) map[string]logical.Factory {
	switch kind {
	case consts.PluginTypeSecrets:
		return secrets
	case consts.PluginTypeCredential:
		return logins
	}
	return nil
}

func (b builtins) Contains(name string, kind consts.PluginType) bool {
	_, found := b.factories(kind)[name]
	return found
}

func (b builtins) Get(name string, kind consts.PluginType) (func() (interface{}, error), bool) {
	factory, found := b.factories(kind)[name]
	return func() (interface{}, error) { return factory, nil }, found
}

func (b builtins) Keys(kind consts.PluginType) []string {
	names := []string{}
	for name := range b.factories(kind) {
		names = append(names, name)
	}
	return names
}

func (b builtins) DeprecationStatus(name string, kind consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, b.Contains(name, kind)
}

func (builtins) IsBuiltinEntPlugin(string, consts.PluginType) bool { return false }

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Warn, Output: os.Stderr})
	memory, err := inmem.NewInmem(nil, logger)
	if err != nil {
		return err
	}
	core, err := vault.NewCore(&vault.CoreConfig{
		Physical:           memory,
		LogicalBackends:    secrets,
		CredentialBackends: logins,
		BuiltinRegistry:    builtins{},
		Logger:             logger,
		DisableMlock:       true,
		DefaultLeaseTTL:    time.Hour,
		MaxLeaseTTL:        24 * time.Hour,
	})
	if err != nil {
		return err
	}
	ctx := context.Background()
	one := &vault.SealConfig{SecretShares: 1, SecretThreshold: 1}
	made, err := core.Initialize(ctx, &vault.InitParams{BarrierConfig: one, RecoveryConfig: nil})
	if err != nil {
		return err
	}
	if open, err := core.Unseal(made.SecretShares[0]); err != nil || !open {
		return fmt.Errorf("it stays sealed: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go http.Serve(listener, vaulthttp.Handler.Handler(&vault.HandlerProperties{Core: core, ListenerConfig: &configutil.Listener{}}))
	told := map[string]string{"url": "http://" + listener.Addr().String(), "token": made.RootToken}
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}
